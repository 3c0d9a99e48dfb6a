import type { Issue } from "@ipai/core";
import { parseManifest } from "@ipai/module";
import {
  fetchWheels,
  findPackages,
  type Finder,
  fits,
  normalName,
  packageName,
  readWheel,
  type Sought,
  specifierOf,
  type Wheel,
} from "@ipai/packages";
import { pinModule, withClosures } from "../pin.ts";
import { pins } from "../pins.ts";
import type { Lock, PackageWish, PinnedPackage } from "../schema.ts";
import type { Relocked } from "../relock.ts";

/** What resolving packages needs beside the lock. */
export interface PackageWorld {
  readonly finder: Finder;
  /** Names of the workspace's own modules, which no index is asked for. */
  readonly own: ReadonlySet<string>;
  /** Names of a repository's modules, for wishes of all that it publishes. */
  readonly modulesOf: (
    repository: string,
  ) => Promise<{ readonly names: readonly string[]; readonly issues: readonly Issue[] }>;
}

interface Ask extends Sought {
  readonly module: string;
  readonly neededBy: string | null;
  /** Named by a whole repository: not to be published is no fault. */
  readonly optional: boolean;
}

/**
 * Resolves the wish for packages with their closure. A package whose pin fits keeps it, unless its module is among `move`.
 * Only what packages themselves depend on is followed: no name of a repository or of the workspace is asked for at an index.
 */
export async function relockPackages(
  lock: Lock,
  move: ReadonlySet<string> | "all",
  world: PackageWorld,
): Promise<{ readonly value: Relocked; readonly issues: readonly Issue[] }> {
  const issues: Issue[] = [];
  const old = lock.resolved.packages ?? {};
  const elsewhere = new Set([...world.own, ...pins(lock).flatMap(({ pin }) => Object.keys(pin.modules))]);
  const found = new Map<string, PinnedPackage>();
  const unresolved: string[] = [];
  let open = await firstAsks(lock, world, issues);
  const seen = new Set(open.map(({ module }) => module));
  while (open.length > 0) {
    const kept = open.filter(({ module, specifier }) => {
      const pin = old[module];
      return pin && move !== "all" && !move.has(module) && fits(pin.release, specifier);
    });
    for (const { module } of kept) found.set(module, old[module]!);
    const asked = open.filter((ask) => !kept.includes(ask));
    const fresh = await resolveSome(asked, world, issues);
    for (const { module, optional } of asked) {
      const pin = fresh.get(module) ?? old[module];
      if (pin) found.set(module, pin);
      if (!fresh.has(module) && !optional) unresolved.push(module);
    }
    const next = [...kept, ...asked].flatMap(({ module }) =>
      (found.get(module)?.depends ?? []).map((name) => ({ name, module })),
    );
    open = next.flatMap(({ name, module: neededBy }) => {
      if (seen.has(name) || elsewhere.has(name) || !mayBePackage(name, lock)) return [];
      seen.add(name);
      return [askFor(name, lock.wish.packages?.[name] ?? "*", lock, neededBy)];
    });
  }
  const moved = [...found].filter(([module, pin]) => old[module]?.sha256 !== pin.sha256).map(([module]) => module);
  const packages = Object.fromEntries([...found].map(([module, pin]) => [module, keepWhatHolds(pin, old[module])]));
  const { packageFacts: _facts, packages: _old, ...resolved } = lock.resolved;
  const same = moved.length === 0 && Object.keys(old).length === found.size;
  const next = {
    ...lock,
    resolved: {
      ...resolved,
      ...(found.size > 0 && { packages }),
      ...(same && lock.resolved.packageFacts && { packageFacts: lock.resolved.packageFacts }),
    },
  };
  return { value: { lock: withClosures(next), moved, unresolved }, issues };
}

/** Odoo's own modules are on no index; without its pin there is no telling, so only what was a package before is asked for. */
function mayBePackage(name: string, lock: Lock): boolean {
  return lock.resolved.core !== undefined || lock.resolved.packages?.[name] !== undefined;
}

const keepWhatHolds = (pin: PinnedPackage, old: PinnedPackage | undefined): PinnedPackage =>
  old?.sha256 === pin.sha256 && old.provenance ? { ...pin, provenance: old.provenance } : pin;

async function firstAsks(lock: Lock, world: PackageWorld, issues: Issue[]): Promise<Ask[]> {
  const asks = new Map<string, Ask>();
  for (const [name, wish] of Object.entries(lock.wish.packages ?? {})) {
    if (!name.includes("/")) {
      asks.set(name, askFor(name, wish, lock, null));
      continue;
    }
    const listed = await world.modulesOf(name);
    issues.push(...listed.issues);
    for (const module of listed.names)
      if (!asks.has(module)) asks.set(module, { ...askFor(module, wish, lock, null), optional: true });
  }
  return [...asks.values()];
}

function askFor(module: string, wish: PackageWish, lock: Lock, neededBy: string | null): Ask {
  const { version, index } = typeof wish === "string" ? { version: wish, index: undefined } : wish;
  return {
    module,
    name: packageName(module, lock.series),
    specifier: specifierOf(version, lock.series),
    index,
    neededBy,
    optional: false,
  };
}

async function resolveSome(
  asks: readonly Ask[],
  { finder }: PackageWorld,
  issues: Issue[],
): Promise<Map<string, PinnedPackage>> {
  const pinned = new Map<string, PinnedPackage>();
  if (asks.length === 0) return pinned;
  const byName = new Map(asks.map((ask) => [normalName(ask.name), ask]));
  const { value: found, issues: finding } = await findPackages(asks, finder);
  issues.push(...finding.flatMap((issue) => explained(issue, byName)));
  const { hashes, issues: fetching } = await fetchWheels([...found.values()], finder);
  issues.push(...fetching);
  for (const [name, ask] of byName) {
    const [candidate, sha256] = [found.get(name), hashes.get(name)];
    if (!candidate || !sha256) continue;
    const archive = finder.store.wheel(sha256)!;
    const { value: wheel, issues: reading } = readWheel(archive, `${ask.name} ${candidate.version}`, candidate.sha256);
    issues.push(...reading);
    if (!wheel) continue;
    if (wheel.module !== ask.module) issues.push(otherModule(ask, wheel.module));
    else pinned.set(ask.module, pinWheel(wheel, candidate.yanked));
  }
  return pinned;
}

/** Who needs what is not there; a module that its repository does not publish is told, not blamed. */
function explained(issue: Issue, asks: ReadonlyMap<string, Ask>): Issue[] {
  if (issue.code !== "package-missing") return [issue];
  const ask = [...asks.values()].find(({ name }) => issue.message.startsWith(`${name}=`));
  if (!ask) return [issue];
  if (ask.optional) return [{ ...issue, severity: "info" }];
  return [ask.neededBy ? { ...issue, message: `${issue.message}; ${ask.neededBy} needs it` } : issue];
}

/** A wheel as a line of the lock; its closure is filled by `withClosures`. */
export function pinWheel(wheel: Wheel, yanked: boolean): PinnedPackage {
  const { module, metadata, sha256, tree, files } = wheel;
  const manifest = files.find(({ path }) => path === "__manifest__.py" || path === "__openerp__.py");
  const parsed = manifest ? parseManifest(manifest.bytes, module) : null;
  const problem = parsed?.issues.find(({ severity }) => severity === "error")?.message ?? "there is none";
  const { website = "", version, name } = metadata;
  return {
    name,
    release: version,
    sha256,
    ...(website && { website }),
    ...(yanked && { yanked: true as const }),
    ...pinModule({
      name: module,
      path: module,
      tree,
      manifest: parsed?.value?.manifest ?? null,
      problem,
      files: new Set(files.map(({ path }) => path)),
    }),
  };
}

function otherModule(ask: Ask, module: string): Issue {
  return {
    code: "wheel-refused",
    severity: "error",
    message: `${ask.name} holds ${module}, not ${ask.module}`,
    advice: "ask those who publish it; the pin stays as it was",
  };
}
