import { dottedName, splitArguments, type Json, type Span } from "@ipai/python";
import { fullName, jsonOf, type PyScope } from "./scope.ts";
import type { LoadedClass, LoadedModule } from "./load.ts";

/** The file and the name in it that a dotted name means, where both belong to the module. */
function findDefinition(module: LoadedModule, scope: PyScope, dotted: string): [PyScope, string] | null {
  if (!dotted.includes(".") && (scope.constants.has(dotted) || scope.classes.has(dotted))) return [scope, dotted];
  return findByFullName(module, fullName(scope, dotted), new Set());
}

/** Follows names that a package only passes on (`from .const import NAME` in an `__init__.py`). */
function findByFullName(module: LoadedModule, full: string, seen: Set<string>): [PyScope, string] | null {
  const dot = full.lastIndexOf(".");
  const scope = module.scopes.get(full.slice(0, dot));
  const name = full.slice(dot + 1);
  if (!scope || seen.has(full)) return null;
  if (scope.constants.has(name) || scope.classes.has(name)) return [scope, name];
  const passed = scope.imports.get(name);
  return passed === undefined ? null : findByFullName(module, passed, seen.add(full));
}

export function findClass(module: LoadedModule, scope: PyScope, dotted: string): LoadedClass | null {
  const [owner, name] = findDefinition(module, scope, dotted) ?? [];
  const pyClass = name === undefined ? undefined : owner?.classes.get(name);
  return owner && pyClass ? { scope: owner, pyClass } : null;
}

/** Text that an expression surely is: a string, or the name of one. */
export function stringOf(module: LoadedModule, scope: PyScope, span: Span): string | null {
  const json = jsonOf(scope, span);
  if (json !== undefined) return typeof json === "string" ? json : null;
  const constant = constantOf(module, scope, span);
  return constant ? stringOf(module, ...constant) : null;
}

/** The texts that an expression surely is: one string, or a list or tuple of them; null where one is uncertain. */
export function stringsOf(
  module: LoadedModule,
  scope: PyScope,
  span: Span,
): { list: boolean; values: string[] } | null {
  const { text } = scope.file;
  const first = text[span.start];
  if (first !== "[") {
    const single = stringOf(module, scope, span);
    if (single !== null) return { list: false, values: [single] };
    const constant = constantOf(module, scope, span);
    if (constant) return stringsOf(module, ...constant);
    if (first !== "(") return null;
  }
  if (!"])".includes(text[span.end - 1] ?? " ")) return null;
  const items = splitArguments(text, { start: span.start + 1, end: span.end - 1 });
  const values = items.map((item) => (item.stars || item.name !== undefined ? null : stringOf(module, scope, item)));
  return values.every((value) => value !== null) ? { list: true, values } : null;
}

/** Literal that an expression surely is, itself or by the name of a constant; undefined where it is uncertain. */
export function valueOf(module: LoadedModule, scope: PyScope, span: Span): Json | undefined {
  const json = jsonOf(scope, span);
  const constant = json === undefined ? constantOf(module, scope, span) : null;
  return constant ? valueOf(module, ...constant) : json;
}

/** Where the value of a constant's name is written; null for any other expression. */
function constantOf(module: LoadedModule, scope: PyScope, span: Span): [PyScope, Span] | null {
  const name = dottedName(scope.file, span);
  const [owner, local] = (name && findDefinition(module, scope, name)) || [];
  const value = local === undefined ? undefined : owner?.constants.get(local);
  // A name that means itself would lead nowhere.
  return owner && value && value !== span && !(owner === scope && value.start === span.start) ? [owner, value] : null;
}
