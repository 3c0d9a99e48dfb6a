import { exitCode, type Issue, plural } from "@ipai/core";
import { mergeModels, type MergedField, type MergedModel } from "@ipai/registry";
import {
  CannotRun,
  installedModules,
  type InstalledOptions,
  loadCatalog,
  placedIssue,
  type SourceOptions,
  unknownNames,
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
  ipai model res.partner                            its fields with every module of the workspace
  ipai model sale.order --modules sale,sale_x       … as a database has it that installs these modules
  ipai model --all --modules account --json         every model of that database
  ipai model --all --source ../oca@19.0 --source ../odoo`;

/** `ipai model`: models as Odoo's registry holds them. */
export function modelCommand(): Command {
  return installedOptions(sourceOptions(new Command("model")))
    .description("models with the fields that all modules give them, as Odoo merges them")
    .argument("[model...]", "model names")
    .option("--all", "every model")
    .option("--json", "one JSON document on stdout")
    .addHelpText("after", EXAMPLES)
    .action(run);
}

async function run(names: readonly string[], flags: Flags): Promise<void> {
  if (names.length === 0 && !flags.all) throw new CannotRun("no model named", "give the name of a model, or --all");
  const catalog = await loadCatalog(flags);
  const installed = installedModules(catalog, flags);
  const facts = installed.names.map((name) => ({ name, models: catalog.facts(name).models }));
  const { value: models, issues: merging } = mergeModels(facts);
  const wanted = flags.all ? [...models.values()] : names.map((name) => find(models, name));
  const issues = [...installed.issues, ...merging.map((issue) => placedIssue(issue, catalog))];
  if (flags.json) printJson({ models: wanted.map(toJson), issues });
  else printText(toText(wanted, issues, flags));
  process.exitCode = exitCode(issues);
}

function find(models: ReadonlyMap<string, MergedModel>, name: string): MergedModel {
  const model = models.get(name);
  if (model) return model;
  throw unknownNames("model", [name], models.keys(), "add its module's source");
}

function toJson({ kind, fields, ...model }: MergedModel): object {
  return {
    ...model,
    abstract: kind === "abstract",
    transient: kind === "transient",
    fields: Object.fromEntries([...fields.values()].map(({ name, ...field }) => [name, field])),
  };
}

function toText(models: readonly MergedModel[], issues: readonly Issue[], { all }: Flags): string {
  const lines = models.flatMap((model) => [
    modelLine(model),
    ...(all ? [] : [...model.fields.values()].map(fieldLine)),
  ]);
  return [...lines, ...issues.map(formatIssue), `${plural(models.length, "model")}  ${formatTotals(issues)}`].join(
    "\n",
  );
}

function modelLine({ model, kind, fields, modules }: MergedModel): string {
  return `${model}  ${kind}  ${plural(fields.size, "field")}  ${modules.join(", ")}`;
}

function fieldLine({ name, type, relation, required, store, modules }: MergedField): string {
  const flags = [required && "required", !store && "not stored"].filter(Boolean).join(", ");
  return `  ${name}  ${type ?? "?"}${relation ? ` → ${relation}` : ""}${flags ? `  (${flags})` : ""}  ${modules.join(", ")}`;
}
