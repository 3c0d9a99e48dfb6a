import type { Issue } from "@ipai/core";
import type { InsideState, ServerState } from "../init/state.ts";
import type { Stage, StageName } from "../stage/stage.ts";
import type { Attempt } from "./attempts.ts";

/** What a role tried and how it ended. */
export interface Tried {
  readonly stage: StageName;
  readonly role: string;
  readonly does: string;
  readonly must: Attempt["must"];
  /** `failed`: neither done nor refused for want of rights, so it proves nothing. */
  readonly outcome: "allowed" | "refused" | "failed";
  /** Of the server's answer; null when it was allowed. */
  readonly sqlstate: string | null;
  readonly holds: boolean;
}

/** insufficient_privilege, and the two answers to a login that is not let in. */
const REFUSALS = new Set(["42501", "28P01", "28000"]);

/** How an attempt ended, and an issue where that is not as it must be. */
export function judgeAttempt(
  stage: Stage,
  role: string,
  { does, must }: Pick<Attempt, "does" | "must">,
  sqlstate: string | null,
): { tried: Tried; issues: Issue[] } {
  const outcome = sqlstate === null ? "allowed" : REFUSALS.has(sqlstate) ? "refused" : "failed";
  const holds = outcome === (must === "allow" ? "allowed" : "refused");
  const tried: Tried = { stage: stage.name, role, does, must, outcome, sqlstate, holds };
  if (holds) return { tried, issues: [] };
  const ended = outcome === "failed" ? `ended with ${sqlstate}, so rights did not decide` : `was ${outcome}`;
  const issue: Issue = {
    code: must === "allow" ? "role-too-weak" : "role-too-strong",
    severity: "error",
    message: `${role} must ${must === "allow" ? "be able to" : "not"} ${does}: it ${ended}`,
    advice: "`ipai db init` resets rights; what it leaves was granted around it (pg_hba.conf, PUBLIC)",
    at: { path: stage.database },
  };
  return { tried, issues: [issue] };
}

/** Roles whose rights a stage's roles have besides their own: what those may do needs no grant to show. */
export function judgeRoles({ app, reporting, database }: Stage, { roles }: ServerState): Issue[] {
  return roles
    .filter(({ name, memberOf }) => [app, reporting].includes(name) && memberOf.length)
    .map(({ name, memberOf }) => ({
      code: "role-member",
      severity: "error",
      message: `${name} has the rights of ${memberOf.join(", ")}`,
      advice: "ipai db init",
      at: { path: database },
    }));
}

/** Every table of a stage's database, by what the server says of the roles' rights. */
export function judgeInside(
  { reporting, app, database }: Stage,
  { unreadable, writable, disown }: InsideState,
): Issue[] {
  const say = (code: string, names: readonly string[], what: string): Issue[] =>
    names.length
      ? [
          {
            code,
            severity: "error",
            message: `${what}: ${listed(names)}`,
            advice: "ipai db init",
            at: { path: database },
          },
        ]
      : [];
  return [
    ...say("table-writable", writable, `${reporting} may write ${names(writable)}`),
    ...say("table-unreadable", unreadable, `${reporting} cannot read ${names(unreadable)}`),
    ...say("not-owned", disown, `${app} does not own, so Odoo cannot change, ${names(disown)}`),
  ];
}

const names = ({ length }: readonly string[]): string => `${length} table${length === 1 ? "" : "s"}`;

function listed(names: readonly string[]): string {
  return names.length > 5 ? `${names.slice(0, 5).join(", ")}, …` : names.join(", ");
}
