import { describe, expect, it } from "vitest";
import { parseGates } from "./parse.ts";

const M0 = "{id: M0, title: x, checks: [c]}";
const C = "{id: c, title: c, command: ['true'], control: {env: {X: '1'}}, next: x}";
const text = (milestones: string[], checks: string[]) =>
  `version: 1\nmilestones:\n${milestones.map((it) => `  - ${it}\n`).join("")}checks:\n${checks.map((it) => `  - ${it}\n`).join("")}`;
const messages = (milestones: string[], checks: string[]) =>
  parseGates(text(milestones, checks), "gates.yml").issues.map(({ message }) => message);

describe("parseGates", () => {
  it("reads milestones and checks, with defaults", () => {
    expect(parseGates(text([M0], [C]), "gates.yml").value?.checks).toMatchObject([
      { id: "c", observe: "exit", threshold: "== 0", exits: [0, 1], needs: [] },
    ]);
  });

  it("names the line of what is wrong, and refuses a check that cannot go red", () => {
    const { value, issues } = parseGates(
      text(["{id: M0, title: x, checks: [nope]}"], ["{id: c, title: c, command: ['true'], next: x}"]),
      "gates.yml",
    );
    expect(value).toBeNull();
    expect(issues.map(({ message, at }) => [at?.line, message])).toEqual([
      [5, "checks.0: c has no negative control: nobody knows whether it can go red"],
      [3, "milestones.0.checks: no check is called nope"],
    ]);
    expect(parseGates("a: [", "gates.yml").issues[0]).toMatchObject({ code: "gates-invalid" });
  });

  it.each([
    ["a second check of one name", [M0], [C, C], "there are two checks c"],
    [
      "a milestone that needs a later one",
      ["{id: M0, title: x, needs: [M0], checks: [c]}"],
      [C],
      "before it is called M0",
    ],
    ["a milestone that needs none", [M0, "{id: M1, title: x, checks: [c]}"], [C], "M1 needs the milestone before it"],
    ["a milestone without checks", ["{id: M0, title: x, checks: []}"], [C], "milestones.0.checks"],
    ["a threshold that cannot be read", [M0], [C.replace("next", "threshold: '>=95', next")], "checks.0.threshold"],
    ["a pattern that captures nothing", [M0], [C.replace("next", "observe: {match: 'x'}, next")], "one group"],
    ["a control that breaks nothing", [M0], [C.replace("{env: {X: '1'}}", "{}")], "say what it breaks"],
    [
      "an edit outside of the workspace",
      [M0],
      [C.replace("env: {X: '1'}", "edits: [{file: ../x, remove: true}]")],
      "inside",
    ],
    [
      "a waiver without an owner",
      [M0],
      [C.replace("next", "waiver: {reason: because of it, expires: 2026-12-01}, next")],
      "owner",
    ],
    ["a key that nobody knows", [M0], [C.replace("next", "pass: true, next")], "pass"],
  ])("refuses %s", (_what, milestones, checks, message) => {
    expect(messages(milestones, checks).join("\n")).toContain(message);
  });
});
