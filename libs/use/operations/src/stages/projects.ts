import { join } from "node:path";
import { randomBytes } from "node:crypto";
import { act, authorise, Refused, type Actor } from "../access/act.ts";
import type { Role } from "../access/matrix.ts";
import { record } from "../state/events.ts";
import type { Queryable, State } from "../state/state.ts";
import { makeRepository } from "./repository.ts";
import { isRemote } from "./remote.ts";

export interface Project {
  readonly id: number;
  readonly name: string;
  /** Strangers see the builds page: logs of development, of the rest the status. */
  readonly public: boolean;
  readonly remote: string | null;
  readonly webhook_secret: string;
  readonly status_api: string | null;
  readonly status_token: string | null;
  readonly staging_slots: number;
}

/** Folder of the bare repository of a project; the name is of letters, digits and dashes only. */
export function gitDirOf(dataDir: string, project: Pick<Project, "name">): string {
  return join(dataDir, "git", `${project.name}.git`);
}

/** Makes a project with its repository and its first administrator. For administrators of the console. */
export async function createProject(state: State, dataDir: string, actor: Actor, name: string): Promise<Project> {
  if (!/^[a-z][a-z0-9-]{1,40}$/.test(name))
    throw new Refused(400, `${JSON.stringify(name)} is no project name`, "lower-case letters, digits and dashes");
  if (!actor.system) {
    const { rowCount } = await state.query("SELECT 1 FROM users WHERE login = $1 AND admin AND NOT disabled", [
      actor.login,
    ]);
    if (!rowCount) {
      await record(state, actor.login, "project.created", "refused", {}, { name });
      throw new Refused(403, "only the console's administrators make projects", "ask one of them");
    }
  }
  makeRepository(gitDirOf(dataDir, { name }));
  return state.transaction(async (tx) => {
    const { rows } = await tx.query<Project>(
      "INSERT INTO projects (name, webhook_secret) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING *",
      [name, randomBytes(24).toString("base64url")],
    );
    if (!rows[0]) throw new Refused(409, `there is a project ${name}`, "choose another name");
    if (!actor.system) await tx.query("INSERT INTO members VALUES ($1, $2, 'admin')", [rows[0].id, actor.login]);
    await record(tx, actor.login, "project.created", "done", { project: rows[0].id }, { name });
    return rows[0];
  });
}

/** A project by name; refused as not existing where the actor may not even see its status. */
export async function findProject(on: Queryable, actor: Actor, name: string): Promise<Project> {
  const { rows } = await on.query<Project>("SELECT * FROM projects WHERE name = $1", [name]);
  if (!rows[0]) throw new Refused(404, "there is no such project", "ask one of its administrators to add you");
  await authorise(on, actor, "project.status", rows[0].id);
  return rows[0];
}

/** The projects in which somebody has a role. */
export async function listProjects(on: Queryable, actor: Actor): Promise<Project[]> {
  const { rows } = await on.query<Project>(
    `SELECT p.* FROM projects p WHERE $2 OR EXISTS (
       SELECT 1 FROM users u LEFT JOIN members m ON m.login = u.login AND m.project = p.id
        WHERE u.login = $1 AND NOT u.disabled AND (u.admin OR m.role IS NOT NULL)) ORDER BY p.name`,
    [actor.login, actor.system === true],
  );
  return rows;
}

/** Gives somebody a role in a project, or with null takes it away. */
export function setMember(
  state: State,
  actor: Actor,
  project: number,
  login: string,
  role: Role | null,
): Promise<void> {
  const deed = { actor, needs: "project.settings", does: "project.member", target: { project } } as const;
  return act(state, deed, async (tx) => {
    if (role)
      await tx.query("INSERT INTO members VALUES ($1, $2, $3) ON CONFLICT (project, login) DO UPDATE SET role = $3", [
        project,
        login,
        role,
      ]);
    else await tx.query("DELETE FROM members WHERE project = $1 AND login = $2", [project, login]);
    return { value: undefined, detail: { login, role } };
  });
}

export type ProjectSettings = Partial<
  Pick<Project, "public" | "remote" | "status_api" | "status_token" | "staging_slots">
>;

/** Changes settings of a project. Addresses of repositories and APIs may not lead into the network of the console. */
export function changeProject(state: State, actor: Actor, project: number, change: ProjectSettings): Promise<void> {
  const deed = { actor, needs: "project.settings", does: "project.settings", target: { project } } as const;
  return act(state, deed, async (tx) => {
    for (const [name, url] of [
      ["remote", change.remote],
      ["status_api", change.status_api],
    ] as const)
      if (url && !isRemote(url))
        throw new Refused(
          400,
          `${name}: ${url} is no address that may be asked`,
          "https://host/path or ssh://git@host/path",
        );
    for (const [name, value] of Object.entries(change)) {
      if (!["public", "remote", "status_api", "status_token", "staging_slots"].includes(name)) continue;
      await tx.query(`UPDATE projects SET ${name} = $2 WHERE id = $1`, [project, value]);
    }
    const { status_token: token, ...told } = change;
    return { value: undefined, detail: { ...told, ...(token === undefined ? {} : { status_token: "changed" }) } };
  });
}
