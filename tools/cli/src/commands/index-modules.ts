import { indexEntry } from "@ipai/ask";
import type { Catalog, CatalogModule } from "@ipai/catalog";
import { exitCode } from "@ipai/core";
import { CannotRun, loadCatalog, orCannotRun, type SourceOptions } from "@ipai/workspace";
import { Command } from "commander";
import { renderSummary } from "./index-summary.ts";
import { sourceOptions } from "../io/options.ts";
import { printJsonParts, printText } from "../io/print.ts";

interface Flags extends SourceOptions {
  readonly modules?: string;
  readonly json?: boolean;
  readonly pack?: string;
  readonly pin?: string;
}

const EXAMPLES = `
Examples:
  ipai index                                        what the workspace and its lock hold
  ipai index --source ../oca --source ../odoo       two folders; of a name, the first wins
  ipai index --source ../server-tools@19.0 --json   a branch, read from git objects without a checkout
  ipai index --modules account,sale --json          facts of some modules
  ipai index --pack facts --pin OCA/web             write the fact pack of one pin and name it in the lock`;

/** `ipai index`: facts of every module. */
export function indexCommand(): Command {
  return sourceOptions(new Command("index"))
    .description("facts of every module: models, fields, xml ids, views, routes, web client registrations")
    .option("--modules <names>", "only these modules, separated by commas")
    .option("--pack <folder>", "write the facts as a pack that travels with the lock")
    .option("--pin <repository>", "with --pack: the pin of the lock that the source is, such as OCA/web or odoo/odoo")
    .option("--json", "one JSON document on stdout")
    .addHelpText("after", EXAMPLES)
    .action(run);
}

async function run(flags: Flags): Promise<void> {
  if (flags.pack !== undefined) {
    const { packPins } = await import("@ipai/bump");
    const { pack } = flags;
    return printText(await orCannotRun(() => packPins({ ...flags, pack })));
  }
  const catalog = await loadCatalog(flags);
  const modules = select(catalog, flags.modules);
  if (flags.json) printJsonParts(document(catalog, modules));
  else printText(renderSummary(catalog, modules, flags.modules !== undefined));
  process.exitCode = exitCode(catalog.issues);
}

function select(catalog: Catalog, names: string | undefined): CatalogModule[] {
  if (names === undefined) return [...catalog.modules.values()];
  return names.split(",").map((name) => {
    const module = catalog.modules.get(name.trim());
    if (!module) throw new CannotRun(`no module ${name.trim()} in the sources`, "check the name, or add its source");
    return module;
  });
}

/** The document piece by piece: two thousand modules never lie in memory at once. */
function* document(catalog: Catalog, modules: readonly CatalogModule[]): Generator<string> {
  yield '{"modules":[';
  let separator = "\n";
  for (const module of modules) {
    yield separator + JSON.stringify(indexEntry(module, catalog.facts(module.name)));
    separator = ",\n";
  }
  yield `\n],"issues":${JSON.stringify(catalog.issues)}}\n`;
}
