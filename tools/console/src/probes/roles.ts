import { act, MATRIX, Refused, setMember, SYSTEM, type Action, type Role } from "@ipai/operations";
import { equal, type Probe } from "./fact.ts";

/** Odoo.sh's table (settings.rst, collaborators): for each action D, T, A where developers, testers and admins may. */
const DOCUMENTED: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    ["history", "connect", "logs", "shell", "mails", "settings"].map((tab) => [`development.${tab}`, "DTA"]),
  ),
  "staging.history": "DTA",
  ...Object.fromEntries(
    ["connect", "logs", "shell", "mails", "monitoring", "upgrade", "settings"].map((tab) => [`staging.${tab}`, "TA"]),
  ),
  "staging.backups": "A",
  "production.history": "DTA",
  ...Object.fromEntries(
    ["connect", "logs", "shell", "mails", "monitoring", "backups", "upgrade", "settings"].map((tab) => [
      `production.${tab}`,
      "A",
    ]),
  ),
  "project.status": "DTA",
  "project.settings": "A",
};
const ROLES: Readonly<Record<string, Role>> = { D: "developer", T: "tester", A: "admin" };

/** Every action as every role and as a stranger, through the gate that all deeds pass: the outcome and its event. */
export const roles: Probe = {
  name: "roles",
  breaks: "the developer's row in the table of members says admin",
  run: async ({ state, project }, broken) => {
    for (const [letter, role] of Object.entries(ROLES)) {
      await state.query("INSERT INTO users (login) VALUES ($1)", [letter]);
      await setMember(state, SYSTEM, project.id, letter, role);
    }
    await state.query("INSERT INTO users (login) VALUES ('stranger')");
    if (broken) await state.query("UPDATE members SET role = 'admin' WHERE login = 'D'");
    let differences = 0;
    let tried = 0;
    for (const [action, wanted] of Object.entries(DOCUMENTED))
      for (const login of ["D", "T", "A", "stranger", "nobody"]) {
        tried += 1;
        const deed = {
          actor: { login },
          needs: action as Action,
          does: "probe.tried",
          target: { project: project.id },
        } as const;
        const allowed = await act(state, deed, () => Promise.resolve({ value: true })).catch((error: unknown) => {
          if (error instanceof Refused) return false;
          throw error;
        });
        if (allowed !== wanted.includes(login)) differences += 1;
      }
    const { rows } = await state.query<{ n: number }>(
      "SELECT count(*)::int AS n FROM events WHERE action = 'probe.tried'",
    );
    return [
      equal("actions that Odoo.sh documents", Object.keys(DOCUMENTED).length, 26),
      equal(
        "actions of ours that it does not",
        Object.keys(MATRIX).filter((action) => !(action in DOCUMENTED)).length,
        0,
      ),
      equal("tries", tried, 130),
      equal("differences from the documented matrix", differences, 0),
      equal("events of these tries", rows[0]!.n, tried),
    ];
  },
};
