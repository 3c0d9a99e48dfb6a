import { readJson, type Json, type PyClass, type PyFile, type PyImport, type Span } from "@ipai/python";

/** One Python file of a module with what its names mean. */
export interface PyScope {
  /** Relative to the module folder. */
  readonly path: string;
  readonly file: PyFile;
  /** Local name → full dotted name (`fields` → `odoo.fields`); own files as `odoo.addons.<module>.models.x`. */
  readonly imports: ReadonlyMap<string, string>;
  /** Names given to a literal at module level; a name given twice holds the last. */
  readonly constants: ReadonlyMap<string, Span>;
  readonly classes: ReadonlyMap<string, PyClass>;
}

/** Old code says `openerp` for `odoo`; the ORM's classes are also imported from where they are written. */
function canonicalName(name: string): string {
  if (!name.startsWith("openerp") && !name.startsWith("odoo.orm.")) return name;
  return name
    .replace(/^openerp\b/, "odoo")
    .replace(/^odoo\.orm\.fields(?:_\w+)?\b/, "odoo.fields")
    .replace(/^odoo\.orm\.models(?:_transient)?\b/, "odoo.models");
}

/** Collects the names of a file; `name` is its own dotted name, `isPackage` true for an `__init__.py`. */
export function readScope(path: string, file: PyFile, name: string, isPackage: boolean): PyScope {
  const imports = new Map<string, string>();
  const constants = new Map<string, Span>();
  const classes = new Map<string, PyClass>();
  for (const statement of file.body) {
    if (statement.kind === "class") classes.set(statement.name, statement);
    else if (statement.kind === "assign" && statement.value && statement.operator === "") {
      for (const target of statement.names) constants.set(target, statement.value);
    } else if (statement.kind === "import") bindNames(imports, statement, name, isPackage);
  }
  return { path, file, imports, constants, classes };
}

/** Dotted name of what `from x import …` names, with leading dots counted from the file's own name. */
export function importedFrom(statement: PyImport, name: string, isPackage: boolean): string {
  if (statement.level === 0) return canonicalName(statement.from ?? "");
  let end = name.length;
  for (let up = statement.level - (isPackage ? 1 : 0); up > 0; up--) end = name.lastIndexOf(".", end - 1);
  const base = name.slice(0, Math.max(end, 0));
  return statement.from ? `${base}.${statement.from}` : base;
}

/** Sets what each name of an import statement means. */
function bindNames(imports: Map<string, string>, statement: PyImport, name: string, isPackage: boolean): void {
  if (statement.from === null) {
    for (const { name: full, as } of statement.names) {
      const [top = ""] = full.split(".", 1);
      imports.set(as || top, canonicalName(as ? full : top));
    }
    return;
  }
  const base = importedFrom(statement, name, isPackage);
  for (const { name: item, as } of statement.names) imports.set(as ?? item, canonicalName(`${base}.${item}`));
}

/** Full name of a dotted name in a file: `fields.Char` → `odoo.fields.Char`. */
export function fullName(scope: PyScope, dotted: string): string {
  const dot = dotted.indexOf(".");
  const first = dot < 0 ? dotted : dotted.slice(0, dot);
  const base = scope.imports.get(first);
  if (base !== undefined) return dot < 0 ? base : canonicalName(base + dotted.slice(dot));
  // Without an import that says otherwise (a star import), Odoo's own modules keep their usual names.
  return dot > 0 && ODOO_MODULES.has(first) ? `odoo.${dotted}` : dotted;
}

const ODOO_MODULES = new Set(["models", "fields", "api", "http"]);

/** A literal as JSON; undefined where the expression is none. */
export function jsonOf(scope: PyScope, span: Span): Json | undefined {
  return readJson(scope.file, span);
}
