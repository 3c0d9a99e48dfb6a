import { walkPython, type PyImportNode, type PyNode } from "@ipai/python";
import type { CheckedModule } from "../world/module.ts";
import type { PythonFile } from "../world/python-file.ts";

/** Names that a file gives itself. */
export interface Bindings {
  readonly names: ReadonlySet<string>;
  /** A star import, `globals()` or `__getattr__`: there may be more names. */
  readonly isOpen: boolean;
}

/** Files of the module that its import runs, in the order they begin (`odoo/modules/module.py: load_openerp_module`). */
export function importedFiles(module: CheckedModule): PythonFile[] {
  const found = new Map<string, PythonFile>();
  const visit = (path: string): void => {
    if (found.has(path)) return;
    const file = module.python(path);
    if (!file) return;
    found.set(path, file);
    for (const { node } of imports(file.body))
      for (const target of targetsOf(module, path, node)) target.files.forEach(visit);
  };
  visit("__init__.py");
  return [...found.values()];
}

/** Names at the top of one file of the module; null where it is not at hand or no Python. */
export function bindingsOf(module: CheckedModule, path: string, seen = new Set<string>()): Bindings | null {
  const file = module.python(path);
  if (!file || file.fault) return null;
  seen.add(path);
  const names = new Set<string>();
  const state = { isOpen: false };
  bind(module, path, file.body, names, state, seen);
  return { names, isOpen: state.isOpen };
}

function bind(
  module: CheckedModule,
  path: string,
  body: readonly PyNode[],
  names: Set<string>,
  state: { isOpen: boolean },
  seen: Set<string>,
): void {
  for (const node of statements(body)) {
    if (node.kind === "function" || node.kind === "class") {
      names.add(node.name);
      if (node.name === "__getattr__") state.isOpen = true;
    } else if (node.kind === "import") bindImport(module, path, node, names, state, seen);
    else
      for (const inner of walkPython(node)) {
        if (inner.kind === "name") names.add(inner.id);
        if (inner.kind === "call" && inner.func.kind === "name" && inner.func.id === "globals") state.isOpen = true;
      }
  }
}

function bindImport(
  module: CheckedModule,
  path: string,
  node: PyImportNode,
  names: Set<string>,
  state: { isOpen: boolean },
  seen: Set<string>,
): void {
  for (const { name, as } of node.names) {
    if (name !== "*") names.add(as ?? (node.from === null ? (name.split(".")[0] as string) : name));
    else {
      const [target] = targetsOf(module, path, node);
      const file = target?.files.at(-1);
      const from = file && !seen.has(file) ? bindingsOf(module, file, seen) : null;
      if (from) from.names.forEach((each) => names.add(each));
      if (!from || from.isOpen) state.isOpen = true;
    }
  }
  // `from .x import y` also makes `x` a name of the package.
  if (node.level === 1 && node.from && path.endsWith("__init__.py")) names.add(node.from.split(".")[0] as string);
}

/** Statements that run at import, those in branches included; bodies of functions and classes are not. */
export function* statements(body: readonly PyNode[]): Generator<PyNode> {
  for (const node of body) {
    yield node;
    if (node.kind === "branch" || node.kind === "for" || node.kind === "while")
      yield* statements([...node.body, ...node.orelse]);
    else if (node.kind === "with") yield* statements(node.body);
    else if (node.kind === "try")
      yield* statements([...node.body, ...node.handlers.flatMap(({ body }) => body), ...node.orelse, ...node.final]);
  }
}

interface FoundImport {
  readonly node: PyImportNode;
  /** In a `try` that catches what a failing import raises, or behind a test: its failing stops nothing. */
  readonly isGuarded: boolean;
}

/** Imports that run when the file does; those of function bodies only where `deep`. */
export function* imports(body: readonly PyNode[], isGuarded = false): Generator<FoundImport> {
  for (const node of body) {
    if (node.kind === "import") yield { node, isGuarded };
    else if (node.kind === "try") {
      const caught = isGuarded || node.handlers.length > 0;
      yield* imports(node.body, caught);
      yield* imports([...node.handlers.flatMap(({ body }) => body), ...node.orelse, ...node.final], caught);
    } else if (node.kind === "branch") yield* imports([...node.body, ...node.orelse], true);
    else if (node.kind === "for" || node.kind === "while") yield* imports([...node.body, ...node.orelse], isGuarded);
    else if (node.kind === "with") yield* imports(node.body, true);
    else if (node.kind === "class") yield* imports(node.body, isGuarded);
  }
}

/** What one name of an import statement means within the module. */
export interface Target {
  readonly name: string;
  /** Files that it runs, packages on the way first; empty where it leads out of the module. */
  readonly files: readonly string[];
  /** The module's own dotted path that is not there. */
  readonly missing: string | null;
  /** File whose name is asked for, where it is no file itself. */
  readonly of: string | null;
}

export function targetsOf(module: CheckedModule, path: string, node: PyImportNode): Target[] {
  const base = baseOf(module.name, path, node);
  if (base === null) return [];
  const missing = firstMissing(module, base);
  if (missing !== null) return [{ name: base, files: filesOn(module, base), missing, of: null }];
  const files = filesOn(module, base);
  return node.names.map(({ name }) => {
    const inner = base ? `${base}.${name}` : name;
    const own = name === "*" ? null : fileOf(module, inner);
    return own
      ? { name, files: [...files, own], missing: null, of: null }
      : { name, files, missing: null, of: files.at(-1) ?? null };
  });
}

/** Dotted path within the module that `from … import` starts at; null where it leads elsewhere. */
function baseOf(module: string, path: string, { level, from }: PyImportNode): string | null {
  const own = `odoo.addons.${module}`;
  if (level === 0) return from === own ? "" : from?.startsWith(`${own}.`) ? from.slice(own.length + 1) : null;
  const folders = path.split("/").slice(0, -1);
  if (level - 1 > folders.length) return null;
  const kept = folders.slice(0, folders.length - (level - 1));
  return [...kept, ...(from ? from.split(".") : [])].join(".");
}

function fileOf({ facts }: CheckedModule, dotted: string): string | null {
  const path = dotted.replaceAll(".", "/");
  const options = path === "" ? ["__init__.py"] : [`${path}/__init__.py`, `${path}.py`];
  return options.find((option) => facts.files.includes(option)) ?? null;
}

function filesOn(module: CheckedModule, dotted: string): string[] {
  const parts = dotted === "" ? [] : dotted.split(".");
  return parts
    .map((_, index) => fileOf(module, parts.slice(0, index + 1).join(".")))
    .flatMap((file) => (file ? [file] : []));
}

/** The first step of a dotted path that is neither a file nor a folder of the module. */
function firstMissing(module: CheckedModule, dotted: string): string | null {
  if (dotted === "") return null;
  const parts = dotted.split(".");
  for (let end = 1; end <= parts.length; end++) {
    const name = parts.slice(0, end).join(".");
    const folder = `${name.replaceAll(".", "/")}/`;
    // A folder without __init__.py is a package too; binary modules are no business of ours.
    if (!fileOf(module, name) && !module.facts.files.some((file) => file.startsWith(folder))) return name;
  }
  return null;
}
