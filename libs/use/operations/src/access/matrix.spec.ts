import { expect, it } from "vitest";
import { actionOf, may, MATRIX, type Action, type Role } from "./matrix.ts";

/** Odoo.sh's table, transcribed a second time as a picture: one row per action, one column per role. */
const TABLE = `
development history connect logs shell mails settings: DTA
staging history: DTA
staging connect logs shell mails monitoring upgrade settings: .TA
staging backups: ..A
production history: DTA
production connect logs shell mails monitoring backups upgrade settings: ..A
project status: DTA
project settings: ..A`;

const ROLES: readonly Role[] = ["developer", "tester", "admin"];
const rows = TABLE.trim()
  .split("\n")
  .flatMap((line) => {
    const [head, roles] = line.split(": ") as [string, string];
    const [group, ...tabs] = head.split(" ");
    return tabs.map((tab) => [`${group}.${tab}`, roles] as const);
  });

it("is Odoo.sh's matrix, all 26 actions as all roles", () => {
  expect(rows).toHaveLength(26);
  expect(Object.keys(MATRIX).sort()).toEqual(rows.map(([action]) => action).sort());
  for (const [action, roles] of rows)
    expect([action, ROLES.map((role, index) => (may(role, action as Action) ? "DTA"[index] : ".")).join("")]).toEqual([
      action,
      roles,
    ]);
});

it("denies what nobody listed: strangers, unknown actions, names of JavaScript's own", () => {
  for (const [action] of rows) expect([action, may(null, action as Action)]).toEqual([action, false]);
  for (const action of ["development.backups", "production.drop", "toString", "__proto__", ""])
    for (const role of ROLES) expect([action, may(role, action as Action)]).toEqual([action, false]);
  expect(may("owner" as Role, "project.settings")).toBe(false);
  expect(may("admin", actionOf("development", "monitoring"))).toBe(false);
});
