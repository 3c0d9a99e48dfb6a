import { checkModules, RULES, World } from "@ipai/checks";
import { exitCode } from "@ipai/core";
import { Command } from "commander";
import { CannotRun } from "../io/exit.ts";
import { formatIssue, formatTotals, plural, printJson, printText } from "../io/print.ts";
import { loadCatalog, sourceOptions, type SourceOptions } from "../io/workspace.ts";

interface Flags extends SourceOptions {
  readonly json?: boolean;
}

/** `ipai check [module…]`: every rule over the named modules. */
export function checkCommand(): Command {
  return sourceOptions(new Command("check"))
    .description("lint and whole-project checks")
    .argument("[module...]", "modules to check; without, those of addons/ipai or of every --source")
    .option("--json", "one JSON document on stdout: {modules, issues}")
    .action(run);
}

async function run(names: readonly string[], flags: Flags): Promise<void> {
  const catalog = await loadCatalog(flags);
  const world = new World(catalog);
  const wanted = names.length
    ? names
    : [...catalog.modules.values()]
        .filter(({ origin }) => flags.source?.length || origin.source === "addons/ipai")
        .map(({ name }) => name);
  const unknown = wanted.filter((name) => !catalog.modules.has(name));
  if (unknown.length)
    throw new CannotRun(`no such module: ${unknown.join(", ")}`, "check the name, or add its place with --source");
  const issues = checkModules(world, wanted);
  if (flags.json) printJson({ modules: wanted, issues });
  else
    printText(
      [
        ...issues.map(formatIssue),
        `${plural(wanted.length, "module")}  ${plural(RULES.length, "rule")}  ${formatTotals(issues)}`,
      ].join("\n"),
    );
  process.exitCode = exitCode(issues);
}
