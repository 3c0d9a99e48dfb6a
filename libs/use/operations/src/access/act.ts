import type { Event, Target } from "../state/events.ts";
import { record } from "../state/events.ts";
import type { Queryable, State } from "../state/state.ts";
import { may, type Action, type Role } from "./matrix.ts";

/** Somebody who asks; `login` is what events name. */
export interface Actor {
  readonly login: string;
  /** Of the console itself: its operator, or a job of its queue. It may everything and is named in events. */
  readonly system?: true;
}

export const SYSTEM: Actor = { login: "system", system: true };
export const ANONYMOUS: Actor = { login: "anonymous" };

/** Something was asked that is not allowed or not possible; the message is for the person who asked. */
export class Refused extends Error {
  readonly status: 400 | 403 | 404 | 409;
  readonly advice: string;

  constructor(status: Refused["status"], message: string, advice: string) {
    super(message);
    this.status = status;
    this.advice = advice;
  }
}

/** The role of somebody in a project: the operator's administrators are admin everywhere; null for strangers. */
export async function roleOf(on: Queryable, actor: Actor, project: number): Promise<Role | null> {
  if (actor.system) return "admin";
  const { rows } = await on.query<{ role: Role }>(
    `SELECT CASE WHEN u.admin THEN 'admin' ELSE m.role END AS role
       FROM users u LEFT JOIN members m ON m.login = u.login AND m.project = $2
      WHERE u.login = $1 AND NOT u.disabled`,
    [actor.login, project],
  );
  return rows[0]?.role ?? null;
}

/** Throws `Refused` where the actor may not. Who may not even see the project is told that it is not there. */
export async function authorise(on: Queryable, actor: Actor, action: Action, project: number): Promise<void> {
  const role = await roleOf(on, actor, project);
  if (may(role, action)) return;
  if (!role) throw new Refused(404, "there is no such project", "ask one of its administrators to add you");
  throw new Refused(403, `${role}s may not: ${action}`, "ask an administrator of the project");
}

export interface Deed {
  readonly actor: Actor;
  /** What is asked for, in the matrix. */
  readonly needs: Action;
  /** What is done, for the event: `branch.moved`. */
  readonly does: string;
  readonly target: Target & { readonly project: number };
}

/** What a deed gave, and what its event should add. */
export interface Done<T> {
  readonly value: T;
  readonly target?: Target;
  readonly detail?: Event["detail"];
}

/**
 * Does one thing for somebody: judged by the matrix, in one transaction with its event. Whatever ends it leaves an
 * event: `done`, `refused` (not allowed, or not possible) or `failed`.
 */
export async function act<T>(state: State, deed: Deed, work: (tx: Queryable) => Promise<Done<T>>): Promise<T> {
  const { actor, does, target } = deed;
  try {
    return await state.transaction(async (tx) => {
      await authorise(tx, actor, deed.needs, target.project);
      const { value, target: more, detail } = await work(tx);
      await record(tx, actor.login, does, "done", { ...target, ...more }, detail);
      return value;
    });
  } catch (error) {
    const outcome = error instanceof Refused ? "refused" : "failed";
    await record(state, actor.login, does, outcome, target, { reason: (error as Error).message });
    throw error;
  }
}
