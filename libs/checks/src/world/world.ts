import type { Catalog } from "@ipai/catalog";
import { buildGraph, closure, graphModule, type Graph } from "@ipai/graph";
import type { ModuleFacts, RecordFacts } from "@ipai/module";
import { CheckedModule } from "./module.ts";

/** All modules that a check may look at; facts are read when a rule asks. */
export class World {
  readonly catalog: Catalog;
  readonly graph: Graph;
  readonly #facts = new Map<string, ModuleFacts>();
  readonly #closures = new Map<string, ReadonlySet<string>>();
  readonly #ids = new Map<string, ReadonlyMap<string, RecordFacts>>();

  constructor(catalog: Catalog) {
    this.catalog = catalog;
    this.graph = buildGraph(
      [...catalog.modules.values()].flatMap(({ name, manifest, origin }) =>
        manifest ? [graphModule({ name, manifest, origin })] : [],
      ),
    );
  }

  module(name: string): CheckedModule {
    return new CheckedModule(this, this.facts(name), this.catalog.modules.get(name)!.origin);
  }

  facts(name: string): ModuleFacts {
    return this.#facts.get(name) ?? remember(this.#facts, name, this.catalog.facts(name));
  }

  has(name: string): boolean {
    return this.graph.modules.has(name);
  }

  /** The module and what it depends on, as far as it is known. */
  closure(name: string): ReadonlySet<string> {
    return this.#closures.get(name) ?? remember(this.#closures, name, this.#known(name));
  }

  #known(name: string): ReadonlySet<string> {
    return new Set([...closure(this.graph, [name])].filter((other) => this.has(other)));
  }

  /** Entries of a module's data files by full xml id, the first of each; other modules' prefixes included. */
  ids(name: string): ReadonlyMap<string, RecordFacts> {
    return this.#ids.get(name) ?? remember(this.#ids, name, idsOf(this.facts(name)));
  }
}

function idsOf({ records }: ModuleFacts): Map<string, RecordFacts> {
  const ids = new Map<string, RecordFacts>();
  for (const record of records)
    if (record.id !== null && record.kind !== "delete" && !ids.has(record.id)) ids.set(record.id, record);
  return ids;
}

function remember<T>(map: Map<string, T>, key: string, value: T): T {
  map.set(key, value);
  return value;
}
