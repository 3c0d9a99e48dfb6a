import type { Issue, Origin } from "@ipai/core";
import type { Manifest, ModuleFacts } from "@ipai/module";

/** What questions about many modules need of each one, without its full facts. */
export interface ModuleSummary {
  readonly name: string;
  /** Null when the manifest could not be read; the catalog's issues say why. */
  readonly manifest: Manifest | null;
  readonly models: number;
  readonly fields: number;
  readonly records: number;
  readonly views: number;
}

export interface CatalogModule extends ModuleSummary {
  readonly origin: Origin;
}

/** Many modules by name, first path wins; facts are loaded when asked for. */
export interface Catalog {
  /** In order of sources, then of path. */
  readonly modules: ReadonlyMap<string, CatalogModule>;
  /** Duplicates with both origins, empty folders, and every module's own issues with its origin. */
  readonly issues: readonly Issue[];
  /** Full facts of one module; throws for a name that is not in `modules`. */
  facts(name: string): ModuleFacts;
  /**
   * Bytes of files of modules (paths relative to the module folder), in bulk and in order; null for one
   * that does not exist or whose source is a fact pack, which holds no code.
   */
  read(files: readonly { readonly module: string; readonly file: string }[]): (Buffer | null)[];
}
