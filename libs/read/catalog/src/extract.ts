import { isFactFile, type ModuleFacts, readModuleFacts } from "@ipai/module";
import {
  type ModuleFile,
  type ModuleFolder,
  type ModuleListing,
  parseListing,
  type Reader,
  readFiles,
  type WantedFile,
} from "@ipai/sources";
import { factsKey } from "./key.ts";
import { Arena } from "./arena.ts";
import { summarize } from "./summary.ts";
import { PackWriter } from "./store/pack.ts";

/** Modules to read and where to put their facts: plain data, so that a thread can do it. */
export interface ExtractJob {
  readonly reader: Reader;
  readonly modules: readonly (ModuleFolder & { readonly listing: ModuleListing })[];
  /** Path of the pack to write, without ending. */
  readonly pack: string;
}

/** Reads every module of a job and writes their facts as one pack. */
export function runJob(job: ExtractJob): void {
  const writer = new PackWriter(job.pack);
  try {
    extract(job, (module, facts) => {
      writer.add(factsKey(module), Buffer.from(JSON.stringify(facts)), JSON.stringify(summarize(facts)));
    });
  } catch (error) {
    writer.abandon();
    throw error;
  }
  writer.finish();
}

/** Facts of modules, one after the other; only one module's bytes are held at a time. */
export function extract(
  { reader, modules }: Pick<ExtractJob, "reader" | "modules">,
  onFacts: (module: ModuleFolder, facts: ModuleFacts) => void,
): void {
  const arena = new Arena();
  const opened = modules.map((module) => new OpenModule(module));
  const owners: OpenModule[] = [];
  const wanted: WantedFile[] = [];
  for (const module of opened) {
    for (const { path, oid } of module.wanted) {
      owners.push(module);
      wanted.push({ path: module.folder.path === "." ? path : `${module.folder.path}/${path}`, oid });
    }
  }
  let next = 0;
  const finishBefore = (owner: OpenModule | undefined) => {
    for (; next < opened.length && opened[next] !== owner; next++) {
      onFacts(opened[next]!.folder, opened[next]!.facts());
      opened[next]!.close();
      arena.reset();
    }
  };
  readFiles(reader, wanted, (index, bytes) => {
    finishBefore(owners[index]);
    owners[index]!.take(typeof bytes === "string" ? bytes : arena.keep(bytes));
  });
  finishBefore(undefined);
}

/** A module while its files arrive. */
class OpenModule {
  readonly folder: ModuleFolder;
  readonly files: readonly ModuleFile[];
  readonly wanted: readonly ModuleFile[];
  #contents = new Map<string, Buffer | string>();
  #taken = 0;

  constructor(module: ExtractJob["modules"][number]) {
    this.folder = module;
    this.files = parseListing(module.listing);
    this.wanted = this.files.filter(({ path, mode }) => mode.startsWith("100") && isFactFile(path));
  }

  /** Files arrive in the order of `wanted`. */
  take(bytes: Buffer | string): void {
    const { path } = this.wanted[this.#taken++]!;
    this.#contents.set(path, bytes);
  }

  facts(): ModuleFacts {
    const paths = this.files.map(({ path }) => path);
    return readModuleFacts({ name: this.folder.name, files: paths, read: (path) => this.#contents.get(path) });
  }

  close(): void {
    this.#contents = new Map();
  }
}
