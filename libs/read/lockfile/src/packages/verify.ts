import { canonicalJson, type Issue } from "@ipai/core";
import type { Finder } from "@ipai/packages";
import { withClosures } from "../pin.ts";
import { pinnedPackages } from "../pins.ts";
import type { Lock, PinnedPackage } from "../schema.ts";
import { pinWheel } from "./resolve.ts";
import { readWheels } from "./wheels.ts";

export interface PackagesVerdict {
  /** Packages whose wheel was read again, with the lock's tree and manifest in it. */
  readonly derived: number;
  readonly packages: number;
  readonly issues: readonly Issue[];
}

/** Derives every package again from its wheel: hash, tree oid, what the manifest says, closure hash. */
export async function verifyPackages(lock: Lock, finder: Finder): Promise<PackagesVerdict> {
  const all = pinnedPackages(lock);
  const closed = withClosures(lock).resolved.packages ?? {};
  const issues: Issue[] = all
    .filter(({ module, pin }) => closed[module]!.closure !== pin.closure)
    .map(({ module }) => differs("closure-differs", `${module}: the closure hash is not that of the lock's tree oids`));
  let derived = 0;
  const reading = await readWheels(all, finder, ({ module, pin }, wheel) => {
    const wrong = differences(pin, pinWheel(wheel, pin.yanked ?? false));
    if (wrong.length === 0) derived++;
    for (const field of wrong)
      issues.push(differs("field-differs", `${module}: ${pin.name} ${pin.release} has another ${field} than the lock`));
  });
  // Not to have a wheel says nothing against the lock: it says what was not derived.
  issues.push(
    ...reading.map((issue) =>
      issue.code === "wheel-not-fetched" ? { ...issue, severity: "warning" as const } : issue,
    ),
  );
  return { derived, packages: all.length, issues };
}

/** `closure` is checked over the whole lock, and where a package comes from by `ipai oca provenance`. */
const ELSEWHERE = new Set(["closure", "provenance"]);

const shown = (pin: PinnedPackage, field: string) => canonicalJson(pin[field as keyof PinnedPackage] ?? null);

function differences(locked: PinnedPackage, real: PinnedPackage): string[] {
  const fields = [...new Set([...Object.keys(locked), ...Object.keys(real)])].filter((field) => !ELSEWHERE.has(field));
  return fields.filter((field) => shown(locked, field) !== shown(real, field));
}

function differs(code: string, message: string): Issue {
  const advice = "the lock was edited by hand or badly merged: run `ipai oca bump`, or take the file from git";
  return { code, severity: "error", message, advice };
}
