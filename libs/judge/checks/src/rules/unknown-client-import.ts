import type { Finding, Rule } from "../rule.ts";
import type { CheckedModule } from "../world/module.ts";

const IMPORT = /(?:^|[\n;])\s*(?:import|export)\s+(?:[\w*\s{},$]+?\s+from\s+)?(["'])([^"'\n]+)\1/g;

export const unknownClientImport: Rule = {
  code: "unknown-client-import",
  severity: "error",
  summary: "a script imports a file that no module has",
  *check(module): Generator<Finding> {
    if (!module.isComplete) return;
    for (const file of module.facts.files) {
      if (!/^static\/src\/(?!(?:.*\/)?libs?\/).*\.js$/.test(file)) continue;
      const bytes = module.bytes(file);
      if (!bytes) continue;
      const text = withoutComments(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString());
      for (const match of text.matchAll(IMPORT)) {
        const name = match[2] as string;
        const missing = missingFile(module, file, name);
        if (missing === null) continue;
        const at = (match.index ?? 0) + match[0].lastIndexOf(name);
        yield {
          file,
          line: text.slice(0, at).split("\n").length,
          column: at - text.lastIndexOf("\n", at - 1),
          message: `${name} is imported: ${missing} does not exist`,
          advice: "mend the path: the file may have moved, or its module is not in 'depends'",
        };
      }
    }
  },
};

/** Comments as blanks, so that lines stay. */
function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[^]*?\*\/|(?<=^|\s)\/\/[^\n]*/g, (comment) => comment.replaceAll(/[^\n]/g, " "));
}

/** The file that a name means and that is not there; null where it is, or names no file of an add-on (`odoo/tools/js_transpiler.py: url_to_module_path`). */
function missingFile(module: CheckedModule, from: string, name: string): string | null {
  const place = placeOf(module.name, from, name);
  if (!place) return null;
  const [owner, path] = place;
  // Libraries and the framework's own packages are no add-ons.
  if (!module.world.has(owner)) return null;
  const { files } = module.world.facts(owner);
  const exact = [`${path}.js`, `${path}/index.js`, path];
  if (exact.some((each) => files.includes(each))) return null;
  // A library names itself by an alias (`@odoo-module alias=`), and a bundle may have other kinds of files.
  return path.includes("/lib/") || /\.(?!js$)\w+$/.test(path) ? null : `${owner}/${path}.js`;
}

function placeOf(own: string, from: string, name: string): [module: string, path: string] | null {
  if (name.startsWith(".")) {
    const parts = from.split("/").slice(0, -1);
    for (const part of name.split("/")) {
      if (part === "..") parts.pop();
      else if (part !== ".") parts.push(part);
    }
    return parts[0] === "static" ? [own, parts.join("/").replace(/\.js$/, "")] : null;
  }
  const [, owner, path] = /^@(\w+)\/(.+)$/.exec(name) ?? [];
  if (!owner || !path || owner === "odoo") return null;
  const below = path.startsWith("../") ? `static/${path.slice(3)}` : `static/src/${path}`;
  return [owner, below.replace(/\.js$/, "")];
}
