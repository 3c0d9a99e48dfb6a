import type { Graph, GraphModule } from "./graph.ts";

/** Modules that all depend on one another, sorted, with every dependency among them. */
export interface Cycle {
  readonly modules: readonly GraphModule[];
  readonly edges: readonly { readonly from: GraphModule; readonly to: string; readonly line?: number }[];
}

/** Every strongly connected component with a loop: two modules or more, or one that depends on itself. */
export function findCycles(graph: Graph): Cycle[] {
  return components(graph)
    .filter((names) => names.length > 1 || graph.modules.get(names[0]!)!.depends.includes(names[0]!))
    .map((names) => describe(graph, names.sort()))
    .sort((a, b) => (a.modules[0]!.name < b.modules[0]!.name ? -1 : 1));
}

function describe(graph: Graph, names: readonly string[]): Cycle {
  const modules = names.map((name) => graph.modules.get(name)!);
  const edges = modules.flatMap((from) =>
    from.depends
      .filter((to) => names.includes(to))
      .map((to) => ({ from, to, ...(from.dependsLines[to] && { line: from.dependsLines[to] }) })),
  );
  return { modules, edges };
}

/** Tarjan's algorithm with its own stack: a chain of a hundred thousand modules must not end the process. */
function components(graph: Graph): string[][] {
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const open: string[] = [];
  const isOpen = new Set<string>();
  const found: string[][] = [];
  const enter = (name: string) => {
    index.set(name, index.size);
    low.set(name, index.get(name)!);
    open.push(name);
    isOpen.add(name);
    return { name, next: 0 };
  };
  const lower = (name: string, value: number) => low.set(name, Math.min(low.get(name)!, value));
  for (const root of graph.modules.keys()) {
    if (index.has(root)) continue;
    const path = [enter(root)];
    while (path.length) {
      const frame = path.at(-1)!;
      const to = graph.modules.get(frame.name)!.depends[frame.next++];
      if (to === undefined) {
        path.pop();
        if (path.length) lower(path.at(-1)!.name, low.get(frame.name)!);
        if (low.get(frame.name) === index.get(frame.name)) {
          const component = open.splice(open.indexOf(frame.name));
          for (const name of component) isOpen.delete(name);
          found.push(component);
        }
      } else if (graph.modules.has(to)) {
        if (!index.has(to)) path.push(enter(to));
        else if (isOpen.has(to)) lower(frame.name, index.get(to)!);
      }
    }
  }
  return found;
}
