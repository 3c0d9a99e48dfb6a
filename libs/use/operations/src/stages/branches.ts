import { act, authorise, Refused, SYSTEM, type Actor } from "../access/act.ts";
import { actionOf, type Stage } from "../access/matrix.ts";
import { enqueueBuild } from "../builds/enqueue.ts";
import { record } from "../state/events.ts";
import type { Queryable, State } from "../state/state.ts";
import { gitDirOf, type Project } from "./projects.ts";
import { contains, describeCommit, mergeBranches, moveHead, readHeads, whoPushed } from "./repository.ts";
import { BranchSettings, parseSettings } from "./settings.ts";

export interface Branch {
  readonly id: number;
  readonly project: number;
  readonly name: string;
  readonly stage: Stage;
  readonly head: string;
  readonly settings: Partial<BranchSettings>;
  readonly removed: Date | null;
}

/** Branches of a project that exist, production first. */
export async function listBranches(on: Queryable, project: number): Promise<Branch[]> {
  const { rows } = await on.query<Branch>(
    `SELECT * FROM branches WHERE project = $1 AND removed IS NULL
      ORDER BY array_position(ARRAY['production', 'staging', 'development'], stage), name`,
    [project],
  );
  return rows;
}

/** A branch by name, locked for this transaction; refused where there is none. */
async function lockBranch(tx: Queryable, project: number, name: string): Promise<Branch> {
  const { rows } = await tx.query<Branch>(
    "SELECT * FROM branches WHERE project = $1 AND name = $2 AND removed IS NULL FOR UPDATE",
    [project, name],
  );
  if (!rows[0]) throw new Refused(404, `there is no branch ${name}`, "push it first");
  return rows[0];
}

const becomes = ({ name, stage, head, settings }: Branch, change: object = {}) => ({
  becomes: { name, stage, head, settings, removed: false, ...change },
});

/**
 * Makes the table agree with the repository: new branches (development), new heads (with the build that the branch's
 * settings ask for), removed ones. What it finds is what was pushed, however the push was told, so nothing is lost
 * when the console was not there.
 */
export async function syncBranches(state: State, dataDir: string, project: Project): Promise<number> {
  const gitDir = gitDirOf(dataDir, project);
  return state.transaction(async (tx) => {
    await tx.query("SELECT 1 FROM projects WHERE id = $1 FOR UPDATE", [project.id]);
    const { heads } = readHeads(gitDir);
    const known = new Map((await listBranches(tx, project.id)).map((branch) => [branch.name, branch]));
    let changes = 0;
    for (const [name, head] of heads) {
      const before = known.get(name);
      if (before?.head === head) continue;
      changes += 1;
      const actor = `git:${whoPushed(gitDir, name, head) ?? "unknown"}`;
      const branch = before ? await advance(tx, before, head) : await insert(tx, project.id, name, head);
      const detail = { ...becomes(branch), commit: head, ...describeCommit(gitDir, head) };
      await record(
        tx,
        actor,
        before ? "branch.pushed" : "branch.created",
        "done",
        { project: project.id, branch: branch.id },
        detail,
      );
      await buildOnCommit(tx, branch, actor, before?.head ?? null);
    }
    for (const branch of known.values()) {
      if (heads.has(branch.name)) continue;
      changes += 1;
      await tx.query("UPDATE branches SET removed = now() WHERE id = $1", [branch.id]);
      // What outlives its branch is rubbish: its builds end with the next collection.
      await tx.query("UPDATE builds SET expires = now() WHERE branch = $1 AND state IN ('queued', 'ended')", [
        branch.id,
      ]);
      const target = { project: project.id, branch: branch.id };
      await record(tx, SYSTEM.login, "branch.removed", "done", target, becomes(branch, { removed: true }));
    }
    return changes;
  });
}

async function insert(tx: Queryable, project: number, name: string, head: string): Promise<Branch> {
  const sql = "INSERT INTO branches (project, name, stage, head) VALUES ($1, $2, 'development', $3) RETURNING *";
  return (await tx.query<Branch>(sql, [project, name, head])).rows[0]!;
}

async function advance(tx: Queryable, branch: Branch, head: string): Promise<Branch> {
  await tx.query("UPDATE branches SET head = $2 WHERE id = $1", [branch.id, head]);
  return { ...branch, head };
}

/** The branch's settings decide what a commit makes. */
async function buildOnCommit(tx: Queryable, branch: Branch, actor: string, before: string | null): Promise<void> {
  const { on_commit } = BranchSettings.parse(branch.settings);
  if (on_commit !== "nothing") await enqueueBuild(tx, actor, branch, on_commit, { before });
}

/**
 * Moves a branch to another stage. There is one production: the first branch may become it, and then nothing reaches
 * production but by a merge; production itself does not move.
 */
export function moveBranch(state: State, actor: Actor, project: Project, name: string, to: Stage) {
  const deed = {
    actor,
    needs: actionOf(to, "settings"),
    does: "branch.moved",
    target: { project: project.id },
  } as const;
  return act(state, deed, async (tx) => {
    const branch = await lockBranch(tx, project.id, name);
    // Whoever takes a branch out of a stage must have a say there too.
    await authorise(tx, actor, actionOf(branch.stage, "settings"), project.id);
    if (branch.stage === to) throw new Refused(409, `${name} is in ${to} already`, "nothing is to be done");
    if (branch.stage === "production")
      throw new Refused(409, "production has to exist: it does not move", "merge into it, or restore a backup");
    const others = await listBranches(tx, project.id);
    const production = others.find(({ stage }) => stage === "production");
    if (to === "production" && production)
      throw new Refused(
        409,
        `${production.name} is production, and there is one`,
        `merge ${name} into ${production.name}`,
      );
    if (to === "staging" && others.filter(({ stage }) => stage === "staging").length >= project.staging_slots)
      throw new Refused(
        409,
        `all ${project.staging_slots} places of staging are taken`,
        "move a branch back, or add places in the settings",
      );
    await tx.query("UPDATE branches SET stage = $2 WHERE id = $1", [branch.id, to]);
    const moved = { ...branch, stage: to };
    await enqueueBuild(tx, actor.login, moved, "new", { before: null });
    return { value: moved, target: { branch: branch.id }, detail: { from: branch.stage, to, ...becomes(moved) } };
  });
}

/** Merges code of one branch into another: never data. Production takes from staging only. */
export function mergeInto(state: State, dataDir: string, actor: Actor, project: Project, from: string, into: string) {
  return state
    .query<Branch>("SELECT * FROM branches WHERE project = $1 AND name = $2 AND removed IS NULL", [project.id, into])
    .then(({ rows }) => {
      const stage = rows[0]?.stage ?? "production";
      const deed = {
        actor,
        needs: actionOf(stage, "settings"),
        does: "branch.merged",
        target: { project: project.id },
      } as const;
      return act(state, deed, (tx) => merge(tx, dataDir, actor, project, from, into));
    });
}

async function merge(tx: Queryable, dataDir: string, actor: Actor, project: Project, from: string, into: string) {
  const gitDir = gitDirOf(dataDir, project);
  const target = await lockBranch(tx, project.id, into);
  const source = await lockBranch(tx, project.id, from);
  if (target.stage === "production" && source.stage !== "staging")
    throw new Refused(
      409,
      `${from} is in ${source.stage}: production takes from staging only`,
      `move ${from} to staging and see it there`,
    );
  if (contains(gitDir, target.head, source.head))
    throw new Refused(409, `${into} has all of ${from} already`, "nothing is to be done");
  const { commit, conflicts } = mergeBranches(gitDir, source, target, actor.login);
  if (!commit)
    throw new Refused(
      409,
      `${from} and ${into} conflict in ${conflicts.join(", ")}`,
      `merge ${into} into ${from} by hand first`,
    );
  if (!moveHead(gitDir, into, commit, target.head))
    throw new Refused(409, `${into} was pushed to at this moment`, "look at it and merge again");
  const merged = await advance(tx, target, commit);
  await buildOnCommit(tx, merged, actor.login, target.head);
  return { value: merged, target: { branch: target.id }, detail: { from, commit, ...becomes(merged) } };
}

/** Changes settings of a branch; what is not given stays. */
export function changeSettings(
  state: State,
  actor: Actor,
  project: Project,
  name: string,
  change: object,
): Promise<BranchSettings> {
  return state
    .query<Branch>("SELECT * FROM branches WHERE project = $1 AND name = $2 AND removed IS NULL", [project.id, name])
    .then(({ rows }) => {
      const stage = rows[0]?.stage ?? "production";
      const deed = {
        actor,
        needs: actionOf(stage, "settings"),
        does: "branch.settings",
        target: { project: project.id },
      } as const;
      return act(state, deed, async (tx) => {
        const branch = await lockBranch(tx, project.id, name);
        const settings = checked(() => parseSettings({ ...branch.settings, ...change }));
        await tx.query("UPDATE branches SET settings = $2 WHERE id = $1", [branch.id, settings]);
        return {
          value: settings,
          target: { branch: branch.id },
          detail: { change, ...becomes({ ...branch, settings }) },
        };
      });
    });
}

function checked<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    const [first] = (error as { issues?: { path: PropertyKey[]; message: string }[] }).issues ?? [];
    throw new Refused(
      400,
      `${first?.path.join(".") ?? "settings"}: ${first?.message ?? String(error)}`,
      "see the settings' page",
    );
  }
}
