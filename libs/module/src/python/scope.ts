import { readLiteral, toJson, type Json, type PyClass, type PyFile, type PyStatement, type Span } from "@ipai/python";

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
    } else if (statement.kind === "import") {
      for (const [local, full] of boundNames(statement, name, isPackage)) imports.set(local, full);
    }
  }
  return { path, file, imports, constants, classes };
}

type PyImport = Extract<PyStatement, { kind: "import" }>;

/** Dotted name of what `from x import …` names, with leading dots counted from the file's own name. */
export function importedFrom(statement: PyImport, name: string, isPackage: boolean): string {
  if (statement.level === 0) return canonicalName(statement.from ?? "");
  const parts = name.split(".");
  const base = parts.slice(0, parts.length - statement.level + (isPackage ? 1 : 0)).join(".");
  return statement.from ? `${base}.${statement.from}` : base;
}

function boundNames(statement: PyImport, name: string, isPackage: boolean): [string, string][] {
  if (statement.from === null)
    return statement.names.map(({ name: full, as }) =>
      as ? [as, canonicalName(full)] : [full.split(".")[0] ?? "", canonicalName(full.split(".")[0] ?? "")],
    );
  const base = importedFrom(statement, name, isPackage);
  return statement.names.map(({ name: item, as }) => [as ?? item, canonicalName(`${base}.${item}`)]);
}

/** Full name of a dotted name in a file: `fields.Char` → `odoo.fields.Char`. */
export function fullName(scope: PyScope, dotted: string): string {
  const [first = "", ...rest] = dotted.split(".");
  const base = scope.imports.get(first);
  if (base !== undefined) return canonicalName([base, ...rest].join("."));
  // Without an import that says otherwise (a star import), Odoo's own modules keep their usual names.
  return rest.length && ODOO_MODULES.has(first) ? `odoo.${dotted}` : dotted;
}

const ODOO_MODULES = new Set(["models", "fields", "api", "http"]);

/** A literal as JSON; undefined where the expression is none. */
export function jsonOf(scope: PyScope, span: Span): Json | undefined {
  const literal = readLiteral(scope.file, span);
  return literal ? toJson(literal) : undefined;
}
