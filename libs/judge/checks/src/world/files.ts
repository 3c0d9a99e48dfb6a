import type { Catalog } from "@ipai/catalog";
import { isFactFile, normalPath, type Manifest } from "@ipai/module";
import { SourceUnavailable } from "@ipai/sources";

/** Bytes of modules' manifests and data files, read once per module. */
export class ModuleFiles {
  /** Sources whose files cannot be had (facts only, no mirror, no network), with the reason. */
  readonly unavailable = new Map<string, string>();
  readonly #catalog: Catalog;
  readonly #files = new Map<string, ReadonlyMap<string, Uint8Array>>();
  readonly #all = new Map<string, ReadonlyMap<string, Uint8Array>>();

  constructor(catalog: Catalog) {
    this.#catalog = catalog;
  }

  /** Undefined for a file that does not exist, is no data file, or whose source is unavailable. */
  get(module: string, file: string): Uint8Array | undefined {
    let files = this.#files.get(module);
    if (!files) this.#files.set(module, (files = this.#read(module)));
    return files.get(file);
  }

  /** Bytes of any file that says something of the module, its Python, CSV and scripts included; read all at once. */
  all(module: string): ReadonlyMap<string, Uint8Array> {
    let files = this.#all.get(module);
    if (!files) this.#all.set(module, (files = this.#readAll(module)));
    return files;
  }

  #readAll(module: string): Map<string, Uint8Array> {
    const { origin } = this.#catalog.modules.get(module)!;
    if (this.unavailable.has(origin.source)) return new Map();
    const wanted = this.#catalog.facts(module).files.filter(isFactFile);
    try {
      const read = this.#catalog.read(wanted.map((file) => ({ module, file })));
      return new Map(wanted.flatMap((file, i): [string, Uint8Array][] => (read[i] ? [[file, read[i]]] : [])));
    } catch (error) {
      if (!(error instanceof SourceUnavailable)) throw error;
      this.unavailable.set(origin.source, error.message);
      return new Map();
    }
  }

  #read(module: string): Map<string, Uint8Array> {
    const { manifest, origin } = this.#catalog.modules.get(module)!;
    if (this.unavailable.has(origin.source)) return new Map();
    const wanted = filesOf(manifest).map((file) => ({ module, file }));
    try {
      const read = this.#catalog.read(wanted);
      const found = wanted.flatMap(({ file }, index): [string, Uint8Array][] =>
        read[index] ? [[file, read[index]]] : [],
      );
      // A module has a manifest: where it cannot be read, only facts of the module are at hand.
      if (!found.length) this.unavailable.set(origin.source, "only facts of it are at hand");
      return new Map(found);
    } catch (error) {
      if (!(error instanceof SourceUnavailable)) throw error;
      this.unavailable.set(origin.source, error.message);
      return new Map();
    }
  }
}

function filesOf(manifest: Manifest | null): string[] {
  const data = [...(manifest?.data ?? []), ...(manifest?.demo ?? [])].filter((file) => file.endsWith(".xml"));
  return [...new Set(["__manifest__.py", ...data.map(normalPath)])];
}
