import { closure } from "./depends.ts";
import type { Graph, GraphModule } from "./graph.ts";

/** A direct dependency that another one already brings. */
export interface Redundant {
  readonly module: GraphModule;
  readonly dependency: string;
  /** The other direct dependencies whose closure holds it. */
  readonly impliedBy: readonly string[];
  readonly line?: number;
}

/**
 * Direct dependencies that are transitively implied by another direct one.
 * A dependency that triggers `auto_install` is no redundancy: it says when to install.
 */
export function findRedundant(graph: Graph, names: Iterable<string> = graph.modules.keys()): Redundant[] {
  const closures = new Map<string, Set<string>>();
  const closureOf = (name: string) => closures.get(name) ?? closures.set(name, closure(graph, [name])).get(name)!;
  return [...names].sort().flatMap((name) => {
    const module = graph.modules.get(name);
    if (!module) return [];
    const triggers = module.autoInstall || [];
    return module.depends.flatMap((dependency) => {
      const impliedBy = module.depends.filter(
        // Two modules of one cycle imply each other: neither is redundant.
        (other) => other !== dependency && closureOf(other).has(dependency) && !closureOf(dependency).has(other),
      );
      if (!impliedBy.length || triggers.includes(dependency)) return [];
      const line = module.dependsLines[dependency];
      return [{ module, dependency, impliedBy, ...(line && { line }) }];
    });
  });
}
