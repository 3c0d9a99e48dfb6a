import semver from "semver";

/** A module version split as OCA and Odoo read it: `19.0.1.2.3` is series `19.0`, semver `1.2.3`. */
export interface ModuleVersion {
  /** Null for a short version such as `1.0`, which Odoo completes with its own series. */
  readonly series: string | null;
  readonly semver: string;
}

/** Odoo's series begin at 6.0, so a smaller first number is the module's own version. */
const VERSION = /^(?:((?:[6-9]|[1-9]\d)\.\d)\.)?(\d+(?:\.\d+){0,2})$/;

/** Splits a manifest's version; null when it has no form that `odoo/modules/module.py: adapt_version` takes. */
export function parseModuleVersion(text: string): ModuleVersion | null {
  const match = VERSION.exec(text);
  const version = match && semver.coerce(match[2])?.version;
  return version ? { series: match[1] ?? null, semver: version } : null;
}

export type VersionChange = "none" | "series" | "major" | "minor" | "patch" | "downgrade";

/** How a module version moved between two pins. */
export function compareModuleVersions(from: ModuleVersion, to: ModuleVersion): VersionChange {
  if (from.series !== to.series) return "series";
  if (semver.eq(from.semver, to.semver)) return "none";
  if (semver.gt(from.semver, to.semver)) return "downgrade";
  const kind = semver.diff(from.semver, to.semver);
  return kind === "major" || kind === "minor" ? kind : "patch";
}
