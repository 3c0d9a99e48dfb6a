import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Issue } from "@ipai/core";
import { StatIndex } from "@ipai/sources";
import { wantedClosure } from "../pin.ts";
import { CORE, lockedModules, type LockedModule } from "../pins.ts";
import type { Lock } from "../schema.ts";
import { foldersIn, hashSynced, own, readState, type SyncState } from "./state.ts";

export interface SyncPlan {
  /** What was there when the plan was made: a plan holds for that state only. */
  readonly before: SyncState;
  readonly put: readonly (LockedModule & { readonly name: string })[];
  readonly drop: readonly string[];
  /** Tree oids of what is there when it is done. */
  readonly after: SyncState["modules"];
  readonly issues: readonly Issue[];
}

/** The wanted modules that a sync puts on disk: Odoo's own are read from Odoo's checkout, packages may be left to pip. */
export function modulesToSync(lock: Lock, withoutPackages = false): Map<string, LockedModule> {
  const wanted = wantedClosure(lock);
  const written = ([name, module]: [string, LockedModule]) =>
    wanted.has(name) && module.repository !== CORE && !(withoutPackages && module.package);
  return new Map([...lockedModules(lock)].filter(written));
}

/** Compares the lock with the folder as it lies on disk; edits of somebody's own stop it unless `force` is set. */
export function planSync(
  lock: Lock,
  target: string,
  { force = false, withoutPackages = false }: { readonly force?: boolean; readonly withoutPackages?: boolean },
): SyncPlan {
  const before = readState(target);
  const wanted = modulesToSync(lock, withoutPackages);
  const index = new StatIndex(own(target, "index.json"));
  const treeOnDisk = (name: string) =>
    existsSync(join(target, name)) ? hashSynced(target, name, before, index).tree : null;
  const here = new Map(
    [...new Set([...wanted.keys(), ...Object.keys(before.modules)])].map((name) => [name, treeOnDisk(name)]),
  );
  if (existsSync(own(target))) index.save();
  const put = [...wanted]
    .filter(([name, { tree }]) => here.get(name) !== tree)
    .map(([name, module]) => ({ name, ...module }));
  const drop = Object.keys(before.modules).filter((name) => !wanted.has(name) && here.get(name) !== null);
  const edited = [...put.map(({ name }) => name), ...drop].filter(
    (name) => here.get(name) !== null && here.get(name) !== before.modules[name],
  );
  const strangers = foldersIn(target).filter((name) => !wanted.has(name) && !(name in before.modules));
  return {
    before,
    put,
    drop,
    after: Object.fromEntries([...wanted].map(([name, { tree }]) => [name, tree])),
    issues: [
      ...(force ? [] : edited.map((name) => editedIssue(name, name in before.modules))),
      ...strangers.map(strangerIssue),
    ],
  };
}

function editedIssue(name: string, ours: boolean): Issue {
  return {
    code: ours ? "module-edited" : "module-in-the-way",
    severity: "error",
    message: ours ? `${name} was changed on disk since it was synced` : `${name} was put there by somebody else`,
    advice:
      "keep your version elsewhere (addons/ipai, or a merge in the wish), or lose it with `ipai oca sync --force`",
    at: { path: name },
  };
}

function strangerIssue(name: string): Issue {
  return {
    code: "module-not-in-lock",
    severity: "warning",
    message: `${name} is not from the lock; it was left alone`,
    advice: "move it to addons/ipai, or delete it: this folder belongs to the lock",
    at: { path: name },
  };
}
