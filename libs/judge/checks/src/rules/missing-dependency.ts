import type { Skipped } from "@ipai/graph";
import type { Finding, Rule } from "../rule.ts";

const REASONS: Record<Skipped["reason"], string> = {
  missing: "is in no source",
  "not-installable": "is not installable",
  "dependency-skipped": "cannot be loaded for what it needs itself",
  cycle: "is in a dependency loop",
};

export const missingDependency: Rule = {
  code: "missing-dependency",
  severity: "error",
  summary: "a dependency is nowhere, or cannot be loaded: Odoo cannot install the module",
  *check({ name, facts, manifest, world }): Generator<Finding> {
    const skipped = new Map(world.notLoaded(name).map((skip) => [skip.name, skip]));
    for (const dependency of manifest?.depends ?? []) {
      const skip = skipped.get(dependency);
      if (!skip) continue;
      // A module that needs one that is nowhere is told itself; here it is named as the way to it.
      const reason = world.has(dependency) && skip.reason === "missing" ? "dependency-skipped" : skip.reason;
      yield {
        file: "__manifest__.py",
        line: facts.lines?.depends[dependency],
        message: `'${dependency}' ${REASONS[reason]}${skip.because.length ? ` (${skip.because.join(", ")})` : ""}`,
        advice: "add the repository that holds what is missing (ipai oca add), or drop the dependency",
      };
    }
  },
};
