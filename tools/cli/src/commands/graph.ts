import { QUESTIONS, unreadable, type Question } from "@ipai/ask";
import { exitCode, plural } from "@ipai/core";
import type { Graph } from "@ipai/graph";
import { CannotRun, graphOf, loadCatalog, type SourceOptions, unknownNames } from "@ipai/workspace";
import { Command } from "commander";
import { sourceOptions } from "../io/options.ts";
import { formatIssue, formatTotals, printJson, printText } from "../io/print.ts";

interface Flags extends SourceOptions {
  readonly install?: string;
  readonly installed?: string;
  readonly countries?: string;
  readonly series?: string;
  readonly autoInstall: boolean;
  readonly json?: boolean;
}

const EXAMPLES = `
Examples:
  ipai graph missing                                    what the workspace lacks, and what that blocks
  ipai graph codepends account --json                   what a change to account can break
  ipai graph plan --install sale_management,l10n_ph     what Odoo installs on a new database, in load order
  ipai graph plan --install l10n_us --countries US      … for companies in these countries
  ipai graph order --source addons --source ../oca@19.0`;

/** `ipai graph <question> [module…]`: dependencies as Odoo resolves them. */
export function graphCommand(): Command {
  const command = new Command("graph").description("depends, load order, install plans, cycles, missing");
  for (const [name, { summary }] of Object.entries(QUESTIONS))
    command.addCommand(sourceOptions(questionCommand(name, summary)));
  return command.addHelpText("after", EXAMPLES);
}

function questionCommand(name: string, summary: string): Command {
  const command = new Command(name)
    .description(summary)
    .argument("[module...]", name === "codepends" ? "modules that change" : "modules asked about; all without")
    .option("--series <series>", "take modules of another series as not installable, as Odoo does")
    .option("--json", "one JSON document on stdout");
  if (name === "plan")
    command
      .option("--install <names>", "wish list, separated by commas")
      .option("--installed <names>", "what the database has already; a new database without")
      .option("--countries <codes>", "countries of the companies, such as PH,US")
      .option("--no-auto-install", "as odoo-bin --skip-auto-install");
  return command.action((modules: string[], flags: Flags) => run(name, modules, flags));
}

async function run(question: string, names: readonly string[], flags: Flags): Promise<void> {
  if (question === "codepends" && !names.length)
    throw new CannotRun("no module named", "give the names of the modules that change");
  const catalog = await loadCatalog(flags);
  const graph = graphOf(catalog, flags.series);
  if (question !== "plan") refuseUnknown(names, graph);
  const asked: Question = {
    catalog,
    graph,
    names,
    install: list(flags.install),
    countries: list(flags.countries),
    skipAutoInstall: flags.autoInstall === false,
    ...(flags.installed !== undefined && { installed: list(flags.installed) }),
  };
  const { document, lines, issues } = await QUESTIONS[question]!.answer(asked);
  const all = [...unreadable(catalog), ...issues];
  if (flags.json) printJson({ ...document, issues: all });
  else
    printText(
      [...lines, ...all.map(formatIssue), `${plural(graph.modules.size, "module")}  ${formatTotals(all)}`].join("\n"),
    );
  process.exitCode = exitCode(all);
}

/** A module that is missing may be asked about too: somebody depends on it. */
function refuseUnknown(names: readonly string[], { modules, dependents }: Graph): void {
  const unknown = names.filter((name) => !modules.has(name) && !dependents.has(name));
  if (unknown.length) throw unknownNames("module", unknown, modules.keys(), "add its place with --source");
}

function list(text: string | undefined): string[] {
  return (
    text
      ?.split(",")
      .map((name) => name.trim())
      .filter(Boolean) ?? []
  );
}
