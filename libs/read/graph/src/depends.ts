import type { Graph } from "./graph.ts";

/**
 * The named modules and everything they depend on, over any number of steps; missing modules are in it by name.
 * Unordered: `loadOrder` sorts it.
 */
export function closure(graph: Graph, names: Iterable<string>): Set<string> {
  return reach(names, (name) => graph.modules.get(name)?.depends ?? []);
}

/** The modules that depend on any of the named ones over any number of steps, without these themselves. */
export function codepends(graph: Graph, names: Iterable<string>): Set<string> {
  const start = [...names];
  const found = reach(start, (name) => graph.dependents.get(name) ?? []);
  for (const name of start) found.delete(name);
  return found;
}

function reach(start: Iterable<string>, next: (name: string) => readonly string[]): Set<string> {
  const found = new Set(start);
  // A Set iterates over what is added on the way.
  for (const name of found) for (const other of next(name)) found.add(other);
  return found;
}
