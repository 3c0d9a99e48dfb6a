import { findRedundant } from "@ipai/graph";
import type { Finding, Rule } from "../rule.ts";

export const redundantDepends: Rule = {
  code: "redundant-depends",
  severity: "info",
  summary: "a dependency comes with another one",
  *check(module): Generator<Finding> {
    const lines = module.text("__manifest__.py")?.split("\n");
    for (const { dependency, impliedBy } of findRedundant(module.world.graph, [module.name])) {
      const line = module.facts.lines?.depends[dependency];
      // A comment on its line says that somebody wants it there.
      if (line !== undefined && lines?.[line - 1]?.includes("#")) continue;
      yield {
        file: "__manifest__.py",
        line,
        message: `'${dependency}' comes with ${impliedBy.join(", ")}`,
        advice: "drop it, or say why it is there in a comment on its line",
      };
    }
  },
};
