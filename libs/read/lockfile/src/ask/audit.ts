import { parseModuleVersion, type Issue, type Severity } from "@ipai/core";
import { duplicates, wantedClosure, wishedModules } from "../pin.ts";
import { CORE, lockedModules, type LockedModule } from "../pins.ts";
import type { Lock } from "../schema.ts";
import { licenceConflict } from "./licences.ts";

type Modules = ReadonlyMap<string, LockedModule>;

/** Everything that the lock alone tells about the health of the wanted closure. */
export function auditLock(lock: Lock): Issue[] {
  const all = lockedModules(lock);
  const wanted = [...wantedClosure(lock)].sort();
  const closure = new Map(wanted.flatMap((name) => (all.has(name) ? [[name, all.get(name)!]] : [])));
  return [
    ...missing(wanted, all),
    ...[...closure].flatMap(([name, module]) => auditModule(name, module, lock.series)),
    ...licences(closure),
    ...exclusions(closure),
    ...doubled(lock, closure),
  ];
}

/** Names that modules depend on and that no pin holds, with the modules that this blocks. */
export function missingModules(lock: Lock): Map<string, string[]> {
  const all = lockedModules(lock);
  return blockedBy([...wantedClosure(lock)].sort(), all);
}

function blockedBy(wanted: readonly string[], all: Modules): Map<string, string[]> {
  const absent = wanted.filter((name) => !all.has(name));
  return new Map(absent.map((name) => [name, wanted.filter((other) => all.get(other)?.depends.includes(name))]));
}

function missing(wanted: readonly string[], all: Modules): Issue[] {
  return [...blockedBy(wanted, all)].map(([name, blocked]) =>
    found(
      "missing-dependency",
      "error",
      `${name} is in no pinned repository or package, and ${blocked.join(", ") || "the wish"} needs it`,
      "pin what has it with `ipai oca add OCA/<repository>` or `ipai oca add --package <module>`, or take the modules that need it out of the wish",
    ),
  );
}

function auditModule(name: string, module: LockedModule, series: string): Issue[] {
  const issues: Issue[] = [];
  const place = `${name} of ${module.repository}`;
  const own = parseModuleVersion(module.version)?.series;
  if (own && own !== series)
    issues.push(
      found(
        "series-mismatch",
        "error",
        `${place} is ${module.version}, and the lock is for ${series}`,
        "wish for the branch of the lock's series",
      ),
    );
  if (module.status?.toLowerCase() === "alpha")
    issues.push(
      found(
        "alpha-module",
        "warning",
        `${place} is Alpha: its data model may change without a migration`,
        "plan for that, or wait until it is Beta",
      ),
    );
  if (module.installable === false)
    issues.push(
      found("not-installable", "warning", `${place} is not installable`, "take it out of the wish, or help to port it"),
    );
  for (const defect of module.defects ?? [])
    issues.push(
      found(
        "defective-module",
        "warning",
        `${place}: ${defect}`,
        "report it there; as published, Odoo refuses to install it",
      ),
    );
  return [...issues, ...auditRelease(place, module)];
}

/** What a package's release says: withdrawn, or a version below 1, which pip does not hold back as a preview. */
function auditRelease(place: string, module: LockedModule): Issue[] {
  const { package: pin } = module;
  const issues: Issue[] = [];
  if (pin?.yanked)
    issues.push(
      found(
        "package-yanked",
        "warning",
        `${place} ${pin.release} was withdrawn by those who publish it`,
        "see why on the index, and move on with `ipai oca bump`",
      ),
    );
  if (pin && parseModuleVersion(module.version)?.semver.startsWith("0."))
    issues.push(
      found(
        "unstable-version",
        "warning",
        `${place} is ${module.version}: below 1, its data model may change without a migration, and pip takes it all the same`,
        "hold it by an exact version in the wish, and read `ipai oca bump --dry-run` before each move",
      ),
    );
  return issues;
}

function licences(closure: Modules): Issue[] {
  return [...closure].flatMap(([name, module]) =>
    module.depends.flatMap((dependency) => {
      const other = closure.get(dependency);
      const conflict = other && licenceConflict(module.license, other.license);
      if (!conflict) return [];
      const advice =
        "ask the author of either to change the licence; until then do not give the two to others together";
      return [
        found(
          "licence-conflict",
          "error",
          `${name} (${module.license}) depends on ${dependency} (${other.license}): ${conflict}`,
          advice,
        ),
      ];
    }),
  );
}

function exclusions(closure: Modules): Issue[] {
  return [...closure].flatMap(([name, module]) =>
    (module.excludes ?? [])
      .filter((other) => closure.has(other))
      .map((other) =>
        found(
          "modules-exclude",
          "error",
          `${name} and ${other} exclude each other: one database takes only one of them`,
          "take one of the two out of the wish",
        ),
      ),
  );
}

function doubled(lock: Lock, closure: Modules): Issue[] {
  const wished = wishedModules(lock);
  return [...duplicates(lock)]
    .filter(([name]) => closure.has(name))
    .map(([name, repositories]) => {
      const [first, ...others] = repositories;
      const chosen = others.some((other) => other !== CORE && wished.get(other)?.includes(name)) ? "warning" : "info";
      return found(
        "duplicate-module",
        chosen,
        `${name} is in ${repositories.join(" and in ")}; the one of ${first} is taken`,
        "name the modules wanted of each repository, so that only one has it",
      );
    });
}

const found = (code: string, severity: Severity, message: string, advice: string): Issue => ({
  code,
  severity,
  message,
  advice,
});
