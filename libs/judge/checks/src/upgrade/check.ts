import { compareModuleVersions, parseModuleVersion, type Severity } from "@ipai/core";
import type { ModuleFacts } from "@ipai/module";
import type { Finding } from "../rule.ts";
import { schemaChanges, type SchemaChange } from "./changes.ts";

/** A check of what an update does to a database that has the module. */
export interface UpgradeRule {
  readonly code: string;
  readonly severity: Severity;
  readonly summary: string;
  readonly check: (before: ModuleFacts, after: ModuleFacts) => Finding[];
}

const schemaWithoutBump: UpgradeRule = {
  code: "schema-without-bump",
  severity: "error",
  summary: "the stored schema changed and the version did not: no database would be updated",
  check(before, after) {
    const [first, ...others] = schemaChanges(before, after);
    if (!first || isNewer(before, after)) return [];
    const version = after.manifest?.version ?? "";
    return [
      {
        ...placeOf(first),
        message: `${list([first, ...others])}, and the version is still ${version}`,
        advice: "raise the version in __manifest__.py",
      },
    ];
  },
};

const schemaWithoutMigration: UpgradeRule = {
  code: "schema-without-migration",
  severity: "error",
  summary: "a change of the stored schema needs a migration script, and there is none",
  check(before, after) {
    const known = new Set(before.migrations.map(({ file }) => file));
    const fresh = after.migrations.filter(({ file }) => !known.has(file));
    const changes = schemaChanges(before, after).filter(({ needsMigration }) => needsMigration);
    if (fresh.length || !changes.length) return [];
    const version = after.manifest?.version ?? "<version>";
    return changes.map((change) => ({
      ...placeOf(change),
      message: change.what,
      advice: `add migrations/${version}/pre-migration.py or post-migration.py, which brings existing rows along`,
    }));
  },
};

export const UPGRADE_RULES: readonly UpgradeRule[] = [schemaWithoutBump, schemaWithoutMigration];

function isNewer(before: ModuleFacts, after: ModuleFacts): boolean {
  const [old, now] = [before, after].map(({ manifest }) => parseModuleVersion(manifest?.version ?? ""));
  return Boolean(old && now && !["none", "downgrade"].includes(compareModuleVersions(old, now)));
}

/** What is gone has no place any more: the manifest stands for it. */
function placeOf({ at, isGone }: SchemaChange): Pick<Finding, "file" | "line"> {
  return isGone ? { file: "__manifest__.py" } : { file: at.file, line: at.line };
}

function list(changes: readonly SchemaChange[]): string {
  const named = changes.slice(0, 3).map(({ what }) => what);
  return changes.length > 3 ? `${named.join("; ")} and ${changes.length - 3} more` : named.join("; ");
}
