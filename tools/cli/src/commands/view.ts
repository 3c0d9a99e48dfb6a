import type { Catalog } from "@ipai/catalog";
import { exitCode, type Issue, plural } from "@ipai/core";
import { buildViews, type CombinedView, type Views } from "@ipai/registry";
import {
  CannotRun,
  installedModules,
  type InstalledOptions,
  loadCatalog,
  placedIssue,
  readArchFiles,
  type SourceOptions,
  unknownNames,
  viewModule,
} from "@ipai/workspace";
import { Command } from "commander";
import { installedOptions, sourceOptions } from "../io/options.ts";
import { formatIssue, formatTotals, printJson, printText } from "../io/print.ts";

interface Flags extends SourceOptions, InstalledOptions {
  readonly all?: boolean;
  readonly json?: boolean;
}

const EXAMPLES = `
Examples:
  ipai view sale.view_order_form                         the form with every extension of the workspace applied
  ipai view sale.view_order_form --modules sale,sale_x   … as a database has it that installs these modules
  ipai view --all                                        every primary view; exit 1 with each locator that finds nothing
  ipai view --all --json                                 type, number of elements and canonical hash of each
  ipai view --all --source ../oca@19.0 --source ../odoo  modules of a branch on those of a folder`;

/** `ipai view`: archs as Odoo's `get_combined_arch()`. */
export function viewCommand(): Command {
  return installedOptions(sourceOptions(new Command("view")))
    .description("views with every extension applied, as Odoo combines them")
    .argument("[xmlid...]", "full xml ids of views")
    .option("--all", "every primary view, without archs")
    .option("--json", "one JSON document on stdout")
    .addHelpText("after", EXAMPLES)
    .action(run);
}

async function run(ids: readonly string[], flags: Flags): Promise<void> {
  if (ids.length === 0 && !flags.all) throw new CannotRun("no view named", "give the xml id of a view, or --all");
  const catalog = await loadCatalog(flags);
  const { names, issues: planned } = installedModules(catalog, flags);
  const searched = names.flatMap((name) => catalog.facts(name).issues.filter(isSearchedParent));
  const issues = [...planned, ...searched];
  const bytes = new Map<string, Uint8Array>();
  const modules = names.map((name) => viewModule(catalog, name));
  const views = buildViews(modules, (module, path) => take(bytes, `${module}/${path}`));
  const wanted = flags.all ? primaryViews(views) : ids;
  readArchFiles(wanted, views, catalog, bytes);
  const combined = wanted.map((id) => placed(combine(id, views), catalog, flags));
  const all = unique([...issues, ...combined.flatMap((view) => view.issues)]);
  if (flags.json) printJson({ views: combined.map((view) => toJson(view, !flags.all)), issues });
  else printText([...combined.map((view) => toText(view, flags)), ...closing(combined, all, flags)].join("\n"));
  process.exitCode = exitCode(all);
}

function primaryViews(views: Views): string[] {
  return [...views.definitions.values()].filter(({ mode }) => mode === "primary").map(({ id }) => id);
}

function combine(id: string, views: Views): CombinedView {
  const view = views.combine(id);
  if (view) return view;
  throw unknownNames("view", [id], views.definitions.keys(), "add its module's source");
}

/** Each file is read once, so its bytes need not stay. */
function take(bytes: Map<string, Uint8Array>, key: string): Uint8Array | undefined {
  const found = bytes.get(key);
  bytes.delete(key);
  return found;
}

/** Issues at the places that origins say; of many views the archs are not kept. */
function placed(view: CombinedView, catalog: Catalog, { all }: Flags): CombinedView {
  return { ...view, arch: all ? null : view.arch, issues: view.issues.map((issue) => placedIssue(issue, catalog)) };
}

/** One failing extension breaks every view that is built on it: it is told once. */
/** An extension whose parent only a run can tell is left out of what is shown. */
function isSearchedParent({ code }: Issue): boolean {
  return code === "view-parent-searched";
}

function unique(issues: readonly Issue[]): Issue[] {
  return [...new Map(issues.map((issue) => [JSON.stringify(issue), issue])).values()];
}

function toJson({ definition, applied, arch, elements, sha256, issues }: CombinedView, withArch: boolean) {
  const { id, model, type, active } = definition;
  return { xmlid: id, model, type, active, elements, sha256, applied, ...(withArch && { arch }), issues };
}

function toText({ definition, arch, elements, sha256 }: CombinedView, { all }: Flags): string {
  if (!all) return arch ?? "";
  const { id, type, model } = definition;
  return `${sha256?.slice(0, 12) ?? "-".repeat(12)}  ${String(elements).padStart(5)}  ${id}  ${[type, model].filter(Boolean).join(" ")}`;
}

/** A sound arch stands alone on stdout, to be kept in a file. */
function closing(combined: readonly CombinedView[], issues: readonly Issue[], { all }: Flags): string[] {
  if (!all && issues.length === 0) return [];
  return [...issues.map(formatIssue), `${plural(combined.length, "view")}  ${formatTotals(issues)}`];
}
