import { walkPython, type PyImportNode } from "@ipai/python";
import type { CheckedModule } from "../world/module.ts";
import { bindingsOf, importedFiles, imports, statements, targetsOf, type Target } from "./imports.ts";

export interface MissingImport {
  readonly file: string;
  readonly line: number;
  readonly message: string;
  readonly advice: string;
}

/** Imports that fail when Odoo loads the module; the module's own files and those of its closure are known. */
export function* missingImports(module: CheckedModule): Generator<MissingImport> {
  for (const { file, body, lineAt } of importedFiles(module))
    for (const { node, isGuarded } of imports(body)) {
      if (isGuarded) continue;
      const line = lineAt(node.start);
      for (const target of targetsOf(module, file, node)) {
        const told = missingOf(module, target, file);
        if (told) yield { file, line, ...told };
      }
      yield* foreign(module, node, file, line);
    }
}

function missingOf(module: CheckedModule, target: Target, from: string): { message: string; advice: string } | null {
  if (target.missing !== null)
    return {
      message: `${target.missing.replaceAll(".", "/")}.py is imported, and does not exist`,
      advice: "add the file, or drop the import",
    };
  // The package's own file is not finished while it imports: what stands in it is Python's affair.
  const of = target.of ?? (target.files.length ? null : "__init__.py");
  if (target.name === "*" || of === null) return null;
  // A folder without __init__.py is a package as well.
  const folder = `${of.replace(/(?:__init__)?\.py$/, "")}${target.name}/`;
  if (of.endsWith("__init__.py") && module.facts.files.some((file) => file.startsWith(folder))) return null;
  if (of === from) {
    const own = bindingsOf(module, of);
    if (!own || own.isOpen) return null;
    return own.names.has(target.name) && hasOwn(module, of, target.name) ? null : noName(target.name, of);
  }
  const bindings = bindingsOf(module, of);
  if (!bindings || bindings.isOpen || bindings.names.has(target.name)) return null;
  return noName(target.name, of);
}

/** A name that the file makes otherwise than by the import that asks for it. */
function hasOwn(module: CheckedModule, path: string, name: string): boolean {
  for (const node of statements(module.python(path)?.body ?? []))
    if (node.kind !== "import") {
      if ((node.kind === "function" || node.kind === "class") && node.name === name) return true;
      for (const inner of walkPython(node)) if (inner.kind === "name" && inner.id === name) return true;
    }
  return false;
}

function noName(name: string, of: string): { message: string; advice: string } {
  const folder = of.replace(/__init__\.py$/, "");
  return {
    message: of.endsWith("__init__.py")
      ? `${folder}${name}.py is imported, and does not exist`
      : `${of} has no ${name}`,
    advice: of.endsWith("__init__.py") ? "add the file, or drop the import" : "mend the name, or add it there",
  };
}

/** `from odoo.addons.other.models.x import y`: a module or file that is not there. */
function* foreign(module: CheckedModule, node: PyImportNode, file: string, line: number): Generator<MissingImport> {
  const paths =
    node.from === null
      ? node.names.map(({ name }) => name)
      : node.level === 0
        ? node.from === "odoo.addons"
          ? node.names.map(({ name }) => `odoo.addons.${name}`)
          : [node.from]
        : [];
  for (const path of paths) {
    const [, name, rest] = /^odoo\.addons\.(\w+)(?:\.(.+))?$/.exec(path) ?? [];
    if (!name || name === module.name || name === "*") continue;
    if (!module.world.has(name)) {
      if (module.isComplete)
        yield {
          file,
          line,
          message: `the module '${name}' is imported, and is in no source`,
          advice: "add the repository that has it, or drop the import",
        };
      continue;
    }
    const { files } = module.world.facts(name);
    const inner = rest?.replaceAll(".", "/");
    const exists = !inner || files.some((each) => each === `${inner}.py` || each.startsWith(`${inner}/`));
    // The last part of a plain `import a.b.c` is a file, and so is what stands after `from`.
    if (!exists)
      yield { file, line, message: `'${name}' has no ${inner}.py`, advice: "mend the path: the file may have moved" };
  }
}
