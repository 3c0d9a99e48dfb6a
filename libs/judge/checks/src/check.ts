import type { Catalog } from "@ipai/catalog";
import { compareText, type Issue, type Location, type Origin } from "@ipai/core";
import type { Finding, Rule } from "./rule.ts";
import { RULES } from "./rules/index.ts";
import { UPGRADE_RULES } from "./upgrade/check.ts";
import { CheckedModule } from "./world/module.ts";
import type { World } from "./world/world.ts";

/**
 * Findings of all rules over the named modules, together with the issues that reading their files gave, by place.
 * Locations are relative to the module's source.
 */
export function checkModules(world: World, names: readonly string[], rules: readonly Rule[] = RULES): Issue[] {
  const found = names.flatMap((name) => {
    const module = new CheckedModule(world, name);
    const read = module.facts.issues.map((issue) => ({ ...issue, at: placeIn(module.origin, issue.at) }));
    const found = rules
      .filter(({ since = 0 }) => since <= world.series)
      .flatMap((rule) => [...rule.check(module)].map((finding) => issueOf(rule, finding, module.origin)));
    return [...read, ...found].sort(byPlace);
  });
  return [...found, ...[...world.files.unavailable].map(([source, reason]) => notAtHand(source, reason))];
}

function notAtHand(source: string, reason: string): Issue {
  return {
    code: "source-not-at-hand",
    severity: "info",
    message: `files of ${source} cannot be read, so views that extend its views were not applied: ${reason}`,
    advice: "run where the repository can be fetched, or name a folder that holds it with --source",
    at: { source, path: "" },
  };
}

/** Findings about the step from one state of a catalog to another, for modules that both have. */
export function checkUpgrade(before: Catalog, after: Catalog, names: readonly string[]): Issue[] {
  return names.flatMap((name) => {
    if (!before.modules.has(name)) return [];
    const [old, now] = [before.facts(name), after.facts(name)];
    const { origin } = after.modules.get(name)!;
    return UPGRADE_RULES.flatMap((rule) => rule.check(old, now).map((finding) => issueOf(rule, finding, origin)));
  });
}

function issueOf({ code, severity }: Pick<Rule, "code" | "severity">, finding: Finding, origin: Origin): Issue {
  const { file, line, column, message, advice } = finding;
  const at = { path: file, ...(line !== undefined && { line }), ...(column !== undefined && { column }) };
  return { code, severity, message, advice, at: placeIn(origin, at) };
}

function placeIn({ source, commit, path }: Origin, at: Location | undefined): Location {
  const file = at?.path || "__manifest__.py";
  return { ...at, source, ...(commit && { commit }), path: path === "." ? file : `${path}/${file}` };
}

function byPlace(a: Issue, b: Issue): number {
  return compareText(a.at!.path, b.at!.path) || (a.at!.line ?? 0) - (b.at!.line ?? 0) || compareText(a.code, b.code);
}
