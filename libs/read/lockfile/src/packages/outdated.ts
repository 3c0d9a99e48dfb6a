import type { Issue } from "@ipai/core";
import { compareVersions, findPackages, type Finder, normalName, packageName, specifierOf } from "@ipai/packages";
import { pinnedPackages } from "../pins.ts";
import type { Lock } from "../schema.ts";

export interface OutdatedPackage {
  readonly module: string;
  readonly name: string;
  readonly release: string;
  readonly latest: string;
}

/** Packages with a newer release of the lock's series, and whether what is pinned was withdrawn since. */
export async function outdatedPackages(
  lock: Lock,
  finder: Finder,
): Promise<{ readonly value: OutdatedPackage[]; readonly issues: readonly Issue[] }> {
  const all = pinnedPackages(lock);
  const sought = all.map(({ module }) => {
    const wish = lock.wish.packages?.[module];
    const index = typeof wish === "object" ? wish.index : undefined;
    return { name: packageName(module, lock.series), specifier: specifierOf("*", lock.series), index };
  });
  const { value: found, issues } = await findPackages(sought, finder);
  const value = all.flatMap(({ module, pin: { name, release } }) => {
    const latest = found.get(normalName(name))?.version;
    return latest && compareVersions(release, latest) < 0 ? [{ module, name, release, latest }] : [];
  });
  // Not to know is no fault of the lock.
  return { value, issues: issues.map((issue) => ({ ...issue, severity: "warning" })) };
}

/** Pinned releases that were withdrawn since they were locked; what could not be asked is said. */
export async function auditPackages(lock: Lock, finder: Finder): Promise<Issue[]> {
  const all = pinnedPackages(lock);
  const sought = all.map(({ pin: { name, release } }) => ({ name, specifier: `==${release}` }));
  const { value: found, issues } = await findPackages(sought, finder);
  const withdrawn = all.filter(({ pin }) => !pin.yanked && found.get(normalName(pin.name))?.yanked);
  const other = all.filter(({ pin }) => {
    const now = found.get(normalName(pin.name))?.sha256;
    return now && now !== pin.sha256;
  });
  return [
    ...withdrawn.map(({ pin: { name, release } }) =>
      warning(
        "package-yanked",
        `${name} ${release} was withdrawn since it was locked`,
        "see why on the index, and move on with `ipai oca bump`",
      ),
    ),
    ...other.map(({ pin: { name, release } }) => ({
      ...warning(
        "wheel-differs",
        `the index has another file as ${name} ${release} than the lock`,
        "do not use it, and ask who runs the index",
      ),
      severity: "error" as const,
    })),
    ...issues.map((issue): Issue => ({ ...issue, code: "audit-incomplete", severity: "info" })),
  ];
}

const warning = (code: string, message: string, advice: string): Issue => ({
  code,
  severity: "warning",
  message,
  advice,
});
