import type { Catalog } from "@ipai/catalog";
import type { Result } from "@ipai/core";
import { buildGraph, closure, graphModule, loadOrder, type Graph, type Order, type Skipped } from "@ipai/graph";
import type { ModuleFacts, RecordFacts } from "@ipai/module";
import { buildViews, mergeModels, type MergedModel, type Views } from "@ipai/registry";
import { ModuleFiles } from "./files.ts";

/** All modules that a check may look at; facts are read when a rule asks. */
export class World {
  readonly catalog: Catalog;
  readonly graph: Graph;
  readonly files: ModuleFiles;
  /** Major number of the series. */
  readonly series: number;
  readonly #facts = new Map<string, ModuleFacts>();
  readonly #orders = new Map<string, Order>();
  readonly #closures = new Map<string, ReadonlySet<string>>();
  readonly #ids = new Map<string, ReadonlyMap<string, RecordFacts>>();
  readonly #open = new Map<string, ReadonlySet<string>>();
  #owners: ReadonlyMap<string, readonly string[]> | undefined;
  #templates: ReadonlyMap<string, readonly string[]> | undefined;

  /** @param series the modules are to be loaded by, `19.0`: some things Odoo did not refuse before */
  constructor(catalog: Catalog, series = "19.0") {
    this.catalog = catalog;
    this.series = Number.parseInt(series, 10);
    this.files = new ModuleFiles(catalog);
    this.graph = buildGraph(
      [...catalog.modules.values()].flatMap(({ name, manifest, origin }) =>
        manifest ? [graphModule({ name, manifest, origin })] : [],
      ),
    );
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

  /** Models as they are once the module is installed on its closure alone. */
  models(name: string): Result<ReadonlyMap<string, MergedModel>> {
    return mergeModels(this.#inOrder(name).map((other) => ({ name: other, models: this.facts(other).models })));
  }

  /** Names of the methods that classes of the module's closure give each model. */
  methods(closureOf: string): ReadonlyMap<string, ReadonlySet<string>> {
    const found = new Map<string, Set<string>>();
    for (const name of this.closure(closureOf))
      for (const { model, methods } of this.facts(name).models) {
        const known = found.get(model) ?? new Set();
        for (const method of methods) known.add(method.name);
        found.set(model, known);
      }
    return found;
  }

  /** Views as they are once the module is installed on its closure alone, without demo data. */
  views(name: string): Views {
    const modules = this.#inOrder(name).map((other) => {
      const { manifest, records } = this.facts(other);
      return { name: other, manifest, records: records.filter(({ demo }) => !demo) };
    });
    return buildViews(modules, (module, file) => this.files.get(module, file));
  }

  /** True when a module of the closure has a class that makes the model; one that only extends it does not. */
  defines(closureOf: string, model: string): boolean {
    const closure = this.closure(closureOf);
    return this.definers(model).some((name) => closure.has(name));
  }

  #inOrder(name: string): string[] {
    return this.#order(name).order.map((module) => module.name);
  }

  #order(name: string): Order {
    return this.#orders.get(name) ?? remember(this.#orders, name, loadOrder(this.graph, closure(this.graph, [name])));
  }

  /** Modules of the closure that Odoo would not load, with the reason: none where it can be judged as a whole. */
  notLoaded(name: string): readonly Skipped[] {
    return this.#order(name).skipped;
  }

  /** True when code of the closure gives the model fields or methods in ways that only a run can tell. */
  isOpen(closureOf: string, model: string): boolean {
    return this.#openModels(closureOf).has(model);
  }

  #openModels(closureOf: string): ReadonlySet<string> {
    const known = this.#open.get(closureOf);
    if (known) return known;
    const open = new Set<string>();
    for (const name of this.closure(closureOf))
      for (const facts of this.facts(name).models) if (facts.open) open.add(facts.model);
    return remember(this.#open, closureOf, open);
  }

  /** Modules with a class that makes the model, in any source. */
  definers(model: string): readonly string[] {
    return (this.#owners ??= this.#findDefiners()).get(model) ?? [];
  }

  #findDefiners(): Map<string, string[]> {
    return this.#index(({ models }) => models.flatMap(({ model, defines }) => (defines ? [model] : [])));
  }

  /** Modules whose client templates have this name, in any source. */
  templateMakers(template: string): readonly string[] {
    this.#templates ??= this.#index(({ web }) => web.templates.map(({ name }) => name));
    return this.#templates.get(template) ?? [];
  }

  /** Modules by what their facts name. */
  #index(namesOf: (facts: ModuleFacts) => readonly string[]): Map<string, string[]> {
    const found = new Map<string, string[]>();
    for (const module of this.graph.modules.keys())
      for (const name of new Set(namesOf(this.facts(module)))) {
        const known = found.get(name);
        if (known) known.push(module);
        else found.set(name, [module]);
      }
    return found;
  }

  /** True when the module's data declares the id, or its code may make it. */
  makes(name: string, id: string): boolean {
    return this.ids(name).has(id) || (this.facts(name).codeIds?.includes(id) ?? false);
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
