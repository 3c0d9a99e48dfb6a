import { codepends } from "./depends.ts";
import type { Graph, GraphModule } from "./graph.ts";

/** A module that others need and that is nowhere. */
export interface Missing {
  readonly name: string;
  readonly neededBy: readonly { readonly module: GraphModule; readonly line?: number }[];
  /** Every module that cannot be installed for it, over any number of steps, sorted. */
  readonly blocks: readonly string[];
}

/** Dependencies that no module of the graph satisfies; with `names`, only those in the way of these modules. */
export function findMissing(graph: Graph, names?: ReadonlySet<string>): Missing[] {
  return [...graph.dependents.keys()]
    .filter((name) => !graph.modules.has(name))
    .sort()
    .map((name) => ({
      name,
      neededBy: graph.dependents.get(name)!.map((dependent) => {
        const module = graph.modules.get(dependent)!;
        const line = module.dependsLines[name];
        return { module, ...(line && { line }) };
      }),
      blocks: [...codepends(graph, [name])].sort(),
    }))
    .filter(({ blocks }) => !names || blocks.some((blocked) => names.has(blocked)));
}
