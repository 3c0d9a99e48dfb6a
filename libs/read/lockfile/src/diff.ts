import { compareModuleVersions, parseModuleVersion, type VersionChange } from "@ipai/core";
import { lockedModules, pinnedPackages, pins, type LockedModule } from "./pins.ts";
import type { Lock, Pin } from "./schema.ts";

export interface PinMove {
  readonly name: string;
  readonly from: string | null;
  readonly to: string | null;
  readonly fromDate: string | null;
  readonly toDate: string | null;
}

export interface ModuleMove {
  readonly name: string;
  readonly repository: string;
  readonly kind: "added" | "removed" | "changed" | "moved";
  readonly from: string | null;
  readonly to: string | null;
  /** Null where there is no version to compare with. */
  readonly version: VersionChange | null;
  readonly dependsAdded: readonly string[];
  readonly dependsRemoved: readonly string[];
}

export interface LockDiff {
  readonly pins: readonly PinMove[];
  readonly modules: readonly ModuleMove[];
}

/** What moved between two locks, by pin and by module; a module has changed when its content or its repository has. */
export function diffLocks(before: Lock, after: Lock): LockDiff {
  const [old, now] = [byName(before), byName(after)];
  const names = [...new Set([...old.keys(), ...now.keys()])].sort();
  return {
    pins: [...names.flatMap((name) => pinMove(name, old.get(name), now.get(name))), ...packageMoves(before, after)],
    modules: moduleMoves(lockedModules(before), lockedModules(after)),
  };
}

const byName = (lock: Lock): Map<string, Pin> => new Map(pins(lock).map(({ name, pin }) => [name, pin]));

function pinMove(name: string, from: Pin | undefined, to: Pin | undefined): PinMove[] {
  const [a, b] = [from?.head ?? from?.commit ?? null, to?.head ?? to?.commit ?? null];
  return a === b ? [] : [{ name, from: a, to: b, fromDate: from?.date ?? null, toDate: to?.date ?? null }];
}

/** Packages move from release to release, and have no date. */
function packageMoves(before: Lock, after: Lock): PinMove[] {
  const [old, now] = [before, after].map((lock) => new Map(pinnedPackages(lock).map(({ pin }) => [pin.name, pin])));
  const names = [...new Set([...old!.keys(), ...now!.keys()])].sort();
  return names.flatMap((name) => {
    const [from, to] = [old!.get(name), now!.get(name)];
    if (from?.sha256 === to?.sha256) return [];
    return [{ name, from: from?.release ?? null, to: to?.release ?? null, fromDate: null, toDate: null }];
  });
}

function moduleMoves(old: ReadonlyMap<string, LockedModule>, now: ReadonlyMap<string, LockedModule>): ModuleMove[] {
  const names = [...new Set([...old.keys(), ...now.keys()])].sort();
  return names.flatMap((name) => {
    const [from, to] = [old.get(name), now.get(name)];
    if (from?.tree === to?.tree && from?.repository === to?.repository) return [];
    const kind = !from ? "added" : !to ? "removed" : from.tree === to.tree ? "moved" : "changed";
    const [a, b] = [from?.depends ?? [], to?.depends ?? []];
    return [
      {
        name,
        repository: (to ?? from)!.repository,
        kind,
        from: from?.version ?? null,
        to: to?.version ?? null,
        version: from && to ? versionChange(from.version, to.version) : null,
        dependsAdded: b.filter((one) => !a.includes(one)),
        dependsRemoved: a.filter((one) => !b.includes(one)),
      } satisfies ModuleMove,
    ];
  });
}

/** How two manifest versions differ; null when one of them is no version. */
export function versionChange(from: string, to: string): VersionChange | null {
  const [a, b] = [parseModuleVersion(from), parseModuleVersion(to)];
  return a && b ? compareModuleVersions(a, b) : null;
}
