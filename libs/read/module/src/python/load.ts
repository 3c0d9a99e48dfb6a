import { locate, type Issue } from "@ipai/core";
import { decodeSource, parseStructure, type PyClass, type PyImport } from "@ipai/python";
import { importedFrom, readScope, type PyScope } from "./scope.ts";

export interface LoadedClass {
  readonly scope: PyScope;
  readonly pyClass: PyClass;
}

/** A module's Python as an import of it leaves it. */
export interface LoadedModule {
  /** Files by dotted name, in the order in which they are first imported. */
  readonly scopes: ReadonlyMap<string, PyScope>;
  /** Top-level classes in the order in which Python makes them. */
  readonly classes: readonly LoadedClass[];
  readonly issues: readonly Issue[];
  /** The manifest's version says that an older Odoo loads the module. */
  readonly isBeforeSeries19: boolean;
}

/**
 * Follows the imports from the module's `__init__.py`, as `odoo/modules/module.py: load_openerp_module` sets them off:
 * a file that nothing imports makes no model. `read` gives the bytes of a file, undefined where there is none.
 */
export function loadModule(module: string, read: (path: string) => Uint8Array | undefined, version = ""): LoadedModule {
  const loader = new Loader(`odoo.addons.${module}`, read, /^(?:\d|1[0-8])\.0\.\d+\.\d/.test(version));
  loader.importName(loader.root);
  return loader;
}

class Loader implements LoadedModule {
  readonly scopes = new Map<string, PyScope>();
  readonly classes: LoadedClass[] = [];
  readonly issues: Issue[] = [];
  readonly root: string;
  readonly isBeforeSeries19: boolean;
  private readonly read: (path: string) => Uint8Array | undefined;
  private readonly seen = new Set<string>();

  constructor(root: string, read: (path: string) => Uint8Array | undefined, isBeforeSeries19: boolean) {
    this.root = root;
    this.isBeforeSeries19 = isBeforeSeries19;
    this.read = read;
  }

  /** Imports each package on the way to a dotted name, then the name's own file where it is one. */
  importName(name: string): void {
    const { root } = this;
    if (name !== root && !name.startsWith(`${root}.`)) return;
    for (let end = root.length; end >= 0; end = name.indexOf(".", end + 1)) this.importFile(name.slice(0, end));
    this.importFile(name);
  }

  private importFile(name: string): void {
    if (this.seen.has(name)) return;
    this.seen.add(name);
    const base = name.slice(this.root.length + 1).replaceAll(".", "/");
    const init = base ? `${base}/__init__.py` : "__init__.py";
    const asPackage = this.read(init);
    if (asPackage) return this.run(name, init, true, asPackage);
    const asFile = base ? this.read(`${base}.py`) : undefined;
    if (asFile) this.run(name, `${base}.py`, false, asFile);
  }

  private run(name: string, path: string, isPackage: boolean, bytes: Uint8Array): void {
    const { text, encoding } = decodeSource(bytes);
    if (text === null) this.issues.push(undecodable(path, encoding));
    const { value: file, issues } = parseStructure(text ?? "");
    for (const issue of issues) this.issues.push(locate(issue, { path }));
    const scope = readScope(path, file, name, isPackage);
    this.scopes.set(name, scope);
    for (const statement of file.body) {
      if (statement.kind === "class") this.classes.push({ scope, pyClass: statement });
      else if (statement.kind === "import" && !statement.guards.some(isForTypesOnly))
        this.follow(statement, name, isPackage);
    }
  }

  /** A name after `import` may be a file of the package or a name in it: both are tried. */
  private follow(statement: PyImport, name: string, isPackage: boolean): void {
    if (statement.from === null) return statement.names.forEach((item) => this.importName(item.name));
    const base = importedFrom(statement, name, isPackage);
    // Nothing else leads to the module's own files.
    if (!base.startsWith("odoo.addons")) return;
    this.importName(base);
    for (const item of statement.names) if (item.name !== "*") this.importName(`${base}.${item.name}`);
  }
}

/** `if TYPE_CHECKING:` never runs. */
function isForTypesOnly(guard: string): boolean {
  return /^if\s+(?:\w+\.)*TYPE_CHECKING$/.test(guard);
}

function undecodable(path: string, encoding: string): Issue {
  return {
    code: "python-encoding",
    severity: "error",
    message: `the file is no ${encoding} text: Python cannot import it`,
    advice: "save it as UTF-8, or name its encoding in a comment on the first line",
    at: { path, line: 1 },
  };
}
