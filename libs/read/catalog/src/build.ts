import { dirname, join } from "node:path";
import { groupBy, type Issue, locate, type Origin } from "@ipai/core";
import { FACTS_VERSION, type ModuleFacts } from "@ipai/module";
import type { ModuleFolder, Source } from "@ipai/sources";
import type { Catalog, CatalogModule } from "./catalog.ts";
import type { FactPack } from "./fact-pack.ts";
import { factsKey } from "./key.ts";
import { extractAll } from "./pool.ts";
import { type Placed, type Repair, repairer } from "./repair.ts";
import { readModuleFiles } from "./read.ts";
import { dropOldStores, FactStore, STORE_VERSION } from "./store/fact-store.ts";

export interface CatalogOptions {
  /** Folder that keeps facts between runs, `.ipai` of the workspace. */
  readonly cache: string;
  /** Hash of the code that makes facts: facts of other code are never served. */
  readonly extractor: string;
  /** Entry of a thread that calls `serveJobs`; without one a single thread works. */
  readonly worker?: URL;
  /** Told how many of the modules that had to be read are done. */
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * Reads many sources and fact packs as one addons path: of a name, the first wins. Modules whose content was
 * never seen are read on all cores and their facts kept; what is wrong with any of them is an issue.
 */
export async function buildCatalog(inputs: readonly (Source | FactPack)[], options: CatalogOptions): Promise<Catalog> {
  const store = FactStore.open(join(options.cache, "facts", `${STORE_VERSION}-${FACTS_VERSION}-${options.extractor}`));
  const { placed, duplicates } = placeModules(inputs, store);
  await extractMissing([...placed.values()], store, options);
  const modules = new Map([...placed].map(([name, place]) => [name, catalogModule(place)]));
  const found = inputs.flatMap((input) => input.issues.map((issue) => inSource(issue, input)));
  const own = [...modules.values()].flatMap((module) => module.issues.map((issue) => inModule(issue, module)));
  return new StoredCatalog(placed, modules, [...found, ...duplicates, ...own], await repairer(options.worker));
}

function placeModules(inputs: readonly (Source | FactPack)[], cache: FactStore) {
  const placed = new Map<string, Placed>();
  const duplicates: Issue[] = [];
  for (const input of inputs) {
    for (const folder of input.modules) {
      const first = placed.get(folder.name);
      if (first) duplicates.push(duplicateModule(folder, input, first));
      else placed.set(folder.name, { folder, input, store: "store" in input ? input.store : cache });
    }
  }
  return { placed, duplicates };
}

async function extractMissing(placed: readonly Placed[], store: FactStore, options: CatalogOptions): Promise<void> {
  const missing = placed.filter((place) => place.store === store && !store.has(factsKey(place.folder)));
  if (missing.length === 0) return;
  const bySource = groupBy(missing, ({ input }) => input as Source);
  const work = [...bySource].map(([source, places]) => {
    const folders = places.map(({ folder }) => folder);
    const listings = source.list(folders);
    return {
      reader: source.reader,
      modules: folders.map((folder, index) => ({ ...folder, listing: listings[index]! })),
    };
  });
  let done = 0;
  await extractAll(work, {
    store: store.folder,
    ...(options.worker && { worker: options.worker }),
    onProgress: (modules) => options.onProgress?.((done += modules), missing.length),
  });
  store.refresh();
  store.tidy();
  dropOldStores(dirname(store.folder));
}

function catalogModule({ folder, input, store }: Placed): CatalogModule {
  return { ...store.summary(factsKey(folder)), origin: originOf(folder, input) };
}

function originOf({ path, tree }: ModuleFolder, input: Source | FactPack): Origin {
  return { source: input.name, commit: input.commit, path, tree };
}

function inSource(issue: Issue, { name, commit }: Source | FactPack): Issue {
  return issue.at ? { ...issue, at: { ...issue.at, source: name, ...(commit && { commit }) } } : issue;
}

function inModule(issue: Issue, { origin: { source, commit, path: folder } }: CatalogModule): Issue {
  const inside = issue.at?.path ?? "";
  const path = folder === "." ? inside : [folder, inside].filter(Boolean).join("/");
  return locate({ ...issue, at: { ...issue.at, path } }, { path, source, ...(commit && { commit }) });
}

function duplicateModule(folder: ModuleFolder, input: Source | FactPack, first: Placed): Issue {
  const [kept, other] = [originOf(first.folder, first.input), originOf(folder, input)];
  const same = kept.tree === other.tree ? ", with the same content" : "";
  return inSource(
    {
      code: "duplicate-module",
      severity: same ? "info" : "warning",
      message: `${folder.name} is also at ${kept.source}${kept.commit ? `@${kept.commit.slice(0, 12)}` : ""}:${kept.path}, which wins${same}`,
      advice: "Odoo loads the first of the addons path: remove one, or change the order of the sources",
      at: { path: folder.path },
    },
    input,
  );
}

class StoredCatalog implements Catalog {
  readonly modules: ReadonlyMap<string, CatalogModule>;
  readonly issues: readonly Issue[];
  readonly #placed: ReadonlyMap<string, Placed>;
  readonly #repair: Repair;
  readonly #parsed = new Map<string, WeakRef<ModuleFacts>>();

  constructor(
    placed: ReadonlyMap<string, Placed>,
    modules: ReadonlyMap<string, CatalogModule>,
    issues: readonly Issue[],
    repair: Repair,
  ) {
    this.#repair = repair;
    this.#placed = placed;
    this.modules = modules;
    this.issues = issues;
  }

  facts(name: string): ModuleFacts {
    const before = this.#parsed.get(name)?.deref();
    if (before) return before;
    const facts = JSON.parse(this.factsJson(name).toString()) as ModuleFacts;
    this.#parsed.set(name, new WeakRef(facts));
    return facts;
  }

  factsJson(name: string): Buffer {
    const place = this.#placed.get(name);
    if (!place) throw new Error(`the catalog has no module ${name}`);
    return place.store.json(factsKey(place.folder)) ?? this.#repair(place);
  }

  read(files: Parameters<Catalog["read"]>[0]): (Buffer | null)[] {
    return readModuleFiles(files, (name) => this.#placed.get(name));
  }
}
