import type { Issue, Origin, Result } from "@ipai/core";
import { normalPath, type Manifest, type ModuleFacts } from "@ipai/module";
import type { MergedModel, Views } from "@ipai/registry";
import { decodeXml, parseXml, type XmlNode } from "@ipai/xml";
import { parsePython, type PythonFile } from "./python-file.ts";
import type { World } from "./world.ts";

/** A module under check: its facts, its place among the others, and its files where their source is at hand. */
export class CheckedModule {
  readonly world: World;
  readonly facts: ModuleFacts;
  readonly origin: Origin;
  readonly #documents = new Map<string, XmlNode | null>();
  readonly #python = new Map<string, PythonFile | null>();
  #models: Result<ReadonlyMap<string, MergedModel>> | undefined;
  #views: Views | undefined;
  #methods: ReadonlyMap<string, ReadonlySet<string>> | undefined;

  constructor(world: World, name: string) {
    this.world = world;
    this.facts = world.facts(name);
    this.origin = world.catalog.modules.get(name)!.origin;
  }

  get name(): string {
    return this.facts.name;
  }

  get manifest(): Manifest | null {
    return this.facts.manifest;
  }

  /** The module and everything it depends on. */
  get closure(): ReadonlySet<string> {
    return this.world.closure(this.name);
  }

  /** False where a module of the closure is missing or not installable: models and views are then unknown. */
  get isComplete(): boolean {
    return this.world.notLoaded(this.name).length === 0;
  }

  /** Models once the module is installed on its closure alone. */
  get models(): ReadonlyMap<string, MergedModel> {
    return this.#merged.value;
  }

  /** What Odoo would say of the order of the module's own classes. */
  get modelIssues(): readonly Issue[] {
    return this.#merged.issues.filter(({ at }) => at?.path.startsWith(`${this.name}/`));
  }

  get #merged(): Result<ReadonlyMap<string, MergedModel>> {
    return (this.#models ??= this.world.models(this.name));
  }

  /** Views once the module is installed on its closure alone. */
  get views(): Views {
    return (this.#views ??= this.world.views(this.name));
  }

  /** Methods of the classes, in the module or its closure, that make or extend a model; those of its parents left out. */
  methods(model: string): ReadonlySet<string> {
    this.#methods ??= this.world.methods(this.name);
    return this.#methods.get(model) ?? new Set();
  }

  /** Text of the manifest or an XML data file; null where it does not exist or only facts of the module are known. */
  text(file: string): string | null {
    const bytes = this.world.files.get(this.name, file);
    const decoded = bytes && decodeXml(bytes);
    return decoded && "text" in decoded ? decoded.text : null;
  }

  /** A Python file of the module, parsed; null where it does not exist or only facts of the module are known. */
  python(file: string): PythonFile | null {
    const known = this.#python.get(file);
    if (known !== undefined) return known;
    const bytes = this.world.files.all(this.name).get(file);
    const parsed = bytes ? parsePython(file, bytes) : null;
    this.#python.set(file, parsed);
    return parsed;
  }

  /** Bytes of a file that says something of the module; undefined where it does not exist or is not at hand. */
  bytes(file: string): Uint8Array | undefined {
    return this.world.files.all(this.name).get(file);
  }

  /** XML files that the manifest loads, parsed as far as they are well-formed. */
  *documents(): Generator<{ readonly file: string; readonly root: XmlNode }> {
    const { data = [], demo = [] } = this.manifest ?? {};
    for (const file of new Set([...data, ...demo].map(normalPath))) {
      if (!file.endsWith(".xml")) continue;
      const root = this.#document(file);
      if (root) yield { file, root };
    }
  }

  #document(file: string): XmlNode | null {
    const known = this.#documents.get(file);
    if (known !== undefined) return known;
    const text = this.text(file);
    const root = text === null ? null : parseXml(text).root;
    this.#documents.set(file, root);
    return root;
  }
}
