import { mkdir, rm } from "node:fs/promises";
import { dirname } from "node:path";
import type { Issue, Result } from "@ipai/core";
import pLimit from "p-limit";
import type { Finder } from "@ipai/packages";
import type { MirrorSettings } from "../git/mirror.ts";
import { withLock } from "../locked.ts";
import { openFinder } from "../packages/finder.ts";
import { stagePackages } from "../packages/wheels.ts";
import { pins } from "../pins.ts";
import type { Lock } from "../schema.ts";
import { planSync, type SyncPlan } from "./plan.ts";
import { stageModules } from "./stage.ts";
import { leftoversIn, makeStage, own, readState, recover, swap, type SyncState } from "./state.ts";

export interface SyncReport {
  readonly put: readonly string[];
  readonly dropped: readonly string[];
  /** Modules that were right already. */
  readonly kept: number;
}

export interface SyncOptions {
  readonly force?: boolean;
  /** Where wheels come from, asked for only when one has to be written; pip's own settings by default. */
  readonly finder?: (() => Promise<Finder>) | undefined;
  /** True where packages are installed by pip: only what comes from repositories is written. */
  readonly withoutPackages?: boolean;
}

/** Repositories read at once. */
const AT_ONCE = 6;

/**
 * Makes a folder hold exactly the wanted modules of a lock, all of them or none: they are written beside it, then
 * moved in by renaming. A process killed on the way leaves the old modules, or a swap that the next sync finishes.
 */
export async function sync(
  lock: Lock,
  target: string,
  settings: MirrorSettings,
  options: SyncOptions = {},
): Promise<Result<SyncReport>> {
  const finder = options.finder ?? (() => openFinder(dirname(settings.cache), settings.offline ?? false));
  await mkdir(own(target), { recursive: true });
  await withLock(own(target), async () => recover(target));
  for (;;) {
    const plan = planSync(lock, target, options);
    const report = {
      put: plan.put.map(({ name }) => name),
      dropped: plan.drop,
      kept: Object.keys(plan.after).length - plan.put.length,
    };
    if (plan.issues.some(({ severity }) => severity === "error")) return { value: NOTHING, issues: plan.issues };
    if (plan.put.length + plan.drop.length === 0) return { value: report, issues: plan.issues };
    const outcome = await carryOut(plan, lock, target, settings, finder);
    if (outcome !== "overtaken")
      return { value: outcome.length > 0 ? NOTHING : report, issues: [...plan.issues, ...outcome] };
  }
}

const NOTHING: SyncReport = { put: [], dropped: [], kept: 0 };

/** Issues when something stopped it, none when it is done, `overtaken` when another sync was faster. */
async function carryOut(
  plan: SyncPlan,
  lock: Lock,
  target: string,
  settings: MirrorSettings,
  finder: () => Promise<Finder>,
): Promise<readonly Issue[] | "overtaken"> {
  const stage = makeStage(target);
  try {
    const issues = await stageAll(plan, lock, own(target, stage), settings, finder);
    if (issues.length > 0) return issues;
    return await withLock(own(target), async () => {
      recover(target);
      if (JSON.stringify(readState(target)) !== JSON.stringify(plan.before)) return "overtaken";
      swap(target, {
        stage,
        put: plan.put.map(({ name }) => name),
        drop: plan.drop,
        state: stateAfter(plan, own(target, stage)),
      });
      return [];
    });
  } catch (error) {
    return [notWritten(error, target)];
  } finally {
    await rm(own(target, stage), { recursive: true, force: true });
  }
}

function stateAfter({ before, put, after }: SyncPlan, stage: string): SyncState {
  const replaced = new Set(put.map(({ name }) => name));
  const stays = (path: string) => !replaced.has(path.split("/")[0]!);
  return { modules: after, leftovers: [...before.leftovers.filter(stays), ...leftoversIn(stage)] };
}

async function stageAll(
  plan: SyncPlan,
  lock: Lock,
  folder: string,
  settings: MirrorSettings,
  finder: () => Promise<Finder>,
): Promise<Issue[]> {
  const limit = pLimit(AT_ONCE);
  const staged = pins(lock).map((named) => {
    const wanted = plan.put.filter(({ repository }) => repository === named.name);
    return wanted.length === 0 ? [] : limit(() => stageModules(named, wanted, folder, settings));
  });
  const packages = plan.put.flatMap(({ name, package: pin }) => (pin ? [{ module: name, pin }] : []));
  const written = packages.length === 0 ? [] : await stagePackages(packages, folder, await finder());
  return [...(await Promise.all(staged)).flat(), ...written];
}

function notWritten(error: unknown, target: string): Issue {
  return {
    code: "sync-not-written",
    severity: "error",
    message: `the modules could not be written: ${error instanceof Error ? error.message : String(error)}`,
    advice:
      "free some disk space or mend the rights of the folder, then sync again; the modules in it are the old ones",
    at: { path: target },
  };
}
