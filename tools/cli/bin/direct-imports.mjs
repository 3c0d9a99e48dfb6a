import { readFileSync, realpathSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";

/**
 * Imports of our libraries go straight to the file that defines a name instead of through `index.ts`: esbuild
 * splits by file, so a command would otherwise load all of a library, parsers included, for one small function.
 */
export function directImports(root) {
  const exportsOf = cached((library) => namesOf(join(placeOf(root, library), "src/index.ts")));
  return {
    name: "direct-imports",
    setup(bundler) {
      bundler.onLoad({ filter: /[\\/](?:libs|tools)[\\/].*\.ts$/ }, async ({ path }) => ({
        contents: rewrite(await readFile(path, "utf8"), exportsOf),
        loader: "ts",
      }));
    },
  };
}

/** As a namespace esbuild sees what is used of it, and leaves sixty languages' messages out. */
const ZOD = /^import \{ z \} from "zod";/m;
const IMPORT = /^import \{([^}]*)\} from "@ipai\/([\w-]+)";/gm;

function rewrite(text, exportsOf) {
  return text.replace(ZOD, 'import * as z from "zod";').replace(IMPORT, (statement, list, library) => {
    const files = exportsOf(library);
    const names = list.split(",").map((name) => name.trim());
    const values = names.filter((name) => name && !name.startsWith("type "));
    if (values.some((name) => !files.has(name.split(" as ")[0]))) return statement;
    // As many lines as before, so that places in stack traces stay true.
    const lines = "\n".repeat(statement.split("\n").length - 1);
    return (
      values.map((name) => `import { ${name} } from ${JSON.stringify(files.get(name.split(" as ")[0]))};`).join(" ") +
      lines
    );
  });
}

/** Folder of a library, whichever wing it is in: npm links each by its name. */
const placeOf = (root, library) => realpathSync(join(root, "node_modules/@ipai", library));

/** File of each name that an `index.ts` exports. */
function namesOf(index) {
  const text = readFileSync(index, "utf8");
  const names = new Map();
  for (const [, file] of text.matchAll(/^export \* from "([^"]+)";/gm)) {
    const path = join(dirname(index), file);
    for (const [, name] of readFileSync(path, "utf8").matchAll(/^export (?:async )?(?:const|function|class) (\w+)/gm))
      names.set(name, path);
  }
  for (const [, list, file] of text.matchAll(/^export \{([^}]*)\} from "([^"]+)";/gm)) {
    for (const name of list.split(",").map((part) => part.trim())) {
      if (name && !/^type | as /.test(name)) names.set(name, join(dirname(index), file));
    }
  }
  return names;
}

function cached(make) {
  const made = new Map();
  return (key) => {
    if (!made.has(key)) made.set(key, make(key));
    return made.get(key);
  };
}
