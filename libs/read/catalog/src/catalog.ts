import type { Issue, Origin } from "@ipai/core";
import type { Manifest, ModuleFacts } from "@ipai/module";

/** What questions about many modules need of each one, without its full facts. */
export interface ModuleSummary {
  readonly name: string;
  /** Null when the manifest could not be read; the issues say why. `description` is left out (`""`). */
  readonly manifest: Manifest | null;
  readonly models: number;
  readonly fields: number;
  readonly records: number;
  readonly views: number;
  /** The module's own issues; paths relative to the module folder. */
  readonly issues: readonly Issue[];
}

export interface CatalogModule extends ModuleSummary {
  readonly origin: Origin;
}

export interface ModulePath {
  readonly module: string;
  /** Relative to the module folder. */
  readonly file: string;
}

/** Many modules by name, first path wins; facts are loaded when asked for. */
export interface Catalog {
  /** In order of sources, then of path. */
  readonly modules: ReadonlyMap<string, CatalogModule>;
  /** Duplicates with both origins, empty folders, and every module's own issues at their full place. */
  readonly issues: readonly Issue[];
  /** Full facts of one module; throws for a name that is not in `modules`. */
  facts(name: string): ModuleFacts;
  /** The same as the bytes of its JSON, for writing it somewhere else. */
  factsJson(name: string): Buffer;
  /**
   * Bytes of files of modules, in bulk and in the order asked; null for a file that does not exist or whose
   * module comes from a fact pack, which holds no code.
   */
  read(files: readonly ModulePath[]): (Buffer | null)[];
}
