import { compareText } from "@ipai/core";
import type { Graph, GraphModule } from "./graph.ts";

/** Why Odoo would not load a module. */
export interface Skipped {
  readonly name: string;
  readonly reason: "missing" | "not-installable" | "dependency-skipped" | "cycle";
  /** Its dependencies that are the reason. */
  readonly because: readonly string[];
}

export interface Order {
  readonly order: readonly GraphModule[];
  readonly skipped: readonly Skipped[];
}

interface Rank {
  readonly depth: number;
  readonly orderName: string;
}

/**
 * The order in which Odoo loads these modules, by (phase, depth, order name), and those it skips with the reason:
 * not installable, a dependency that is not in the set or skipped itself, a dependency loop
 * (`odoo/modules/module_graph.py: ModuleGraph`, mode `load`).
 * Without `names`: all modules of the graph.
 */
export function loadOrder(graph: Graph, names: Iterable<string> = graph.modules.keys()): Order {
  const { ranks, skipped } = rankModules(graph, new Set(names));
  return { order: sortByRank(graph, ranks, () => 1), skipped };
}

/**
 * The order in which Odoo installs modules into a database that holds others already (mode `update`):
 * phases alternate between modules that need initialisation and those that do not.
 * The result has only the modules in `toInstall`.
 */
export function installOrder(graph: Graph, installed: ReadonlySet<string>, toInstall: ReadonlySet<string>): Order {
  const { ranks, skipped } = rankModules(graph, new Set([...installed, ...toInstall]));
  const phases = new Map<string, number>();
  // Ranked in dependency order, so every dependency's phase is known.
  for (const name of ranks.keys()) {
    const steps = graph.modules
      .get(name)!
      .depends.map((dependency) =>
        dependency === "base"
          ? 1 + Number(toInstall.has(name))
          : phases.get(dependency)! + Number(toInstall.has(name) !== toInstall.has(dependency)),
      );
    phases.set(name, Math.max(0, ...steps));
  }
  const all = sortByRank(graph, ranks, (name) => phases.get(name)!);
  return { order: all.filter(({ name }) => toInstall.has(name)), skipped };
}

function sortByRank(graph: Graph, ranks: ReadonlyMap<string, Rank>, phase: (name: string) => number): GraphModule[] {
  return [...ranks]
    .map(([name, rank]) => ({ ...rank, phase: name === "base" ? 0 : phase(name), module: graph.modules.get(name)! }))
    .sort((a, b) => a.phase - b.phase || a.depth - b.depth || compareText(a.orderName, b.orderName))
    .map(({ module }) => module);
}

/** Ranks in dependency order: a module is ranked once all its dependencies are, so a loop never is. */
function rankModules(graph: Graph, names: ReadonlySet<string>): { ranks: Map<string, Rank>; skipped: Skipped[] } {
  const waiting = new Map<string, number>();
  const ready: string[] = [];
  for (const name of names) {
    const module = graph.modules.get(name);
    if (!module?.installable) continue;
    waiting.set(name, module.depends.length);
    if (module.depends.length === 0) ready.push(name);
  }
  const ranks = new Map<string, Rank>();
  for (let name = ready.pop(); name !== undefined; name = ready.pop()) {
    ranks.set(name, rank(graph.modules.get(name)!, ranks));
    for (const dependent of graph.dependents.get(name) ?? []) {
      const left = waiting.get(dependent);
      if (left === undefined) continue;
      waiting.set(dependent, left - 1);
      if (left === 1) ready.push(dependent);
    }
  }
  const skipped = [...names].filter((name) => !ranks.has(name)).sort();
  return { ranks, skipped: skipped.map((name) => explain(graph, names, ranks, name)) };
}

/** A `test_` module goes right after its last dependency; a space sorts before every character of a name. */
function rank(module: GraphModule, ranks: ReadonlyMap<string, Rank>): Rank {
  const last = module.depends
    .map((name) => ranks.get(name)!)
    .reduce<Rank | null>((a, b) => (a && compareRanks(a, b) >= 0 ? a : b), null);
  if (last === null) return { depth: 0, orderName: module.name };
  if (module.name.startsWith("test_")) return { depth: last.depth, orderName: `${last.orderName} ${module.name}` };
  return { depth: last.depth + 1, orderName: module.name };
}

function compareRanks(a: Rank, b: Rank): number {
  return a.depth - b.depth || compareText(a.orderName, b.orderName);
}

function explain(graph: Graph, names: ReadonlySet<string>, ranks: ReadonlyMap<string, Rank>, name: string): Skipped {
  const module = graph.modules.get(name);
  if (!module) return { name, reason: "missing", because: [] };
  if (!module.installable) return { name, reason: "not-installable", because: [] };
  const outside = module.depends.filter((dependency) => !names.has(dependency) || !graph.modules.has(dependency));
  if (outside.length) return { name, reason: "missing", because: outside };
  const because = module.depends.filter((dependency) => !ranks.has(dependency));
  return { name, reason: isInLoop(graph, name) ? "cycle" : "dependency-skipped", because };
}

function isInLoop(graph: Graph, name: string): boolean {
  const seen = new Set(graph.modules.get(name)!.depends);
  for (const other of seen) for (const next of graph.modules.get(other)?.depends ?? []) seen.add(next);
  return seen.has(name);
}
