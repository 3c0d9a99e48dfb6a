import { compare, satisfies, valid } from "@renovatebot/pep440";

/**
 * What pip is asked for: `*` is the newest of the series; ranges hold within it; an exact version stands for itself.
 * @param version as a wish has it: `*`, `19.0.1.0.0.3` or `>=19.0.1.2,<19.0.2`
 */
export function specifierOf(version: string, series: string): string {
  const newest = `==${series}.*`;
  if (version === "*") return newest;
  return /^\d/.test(version) ? `==${version}` : `${newest},${version.replaceAll(/\s/g, "")}`;
}

/** True for a version that pip would take for a specifier. */
export function fits(version: string, specifier: string): boolean {
  return valid(version) !== null && satisfies(version, specifier, { prereleases: true });
}

/** How two versions of a package stand to each other: below 0 where the first is older. */
export const compareVersions = (a: string, b: string): number => compare(a, b);
