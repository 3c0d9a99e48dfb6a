import { existsSync, rmSync } from "node:fs";
import { relative, resolve } from "node:path";
import { earlierTrees, materialise } from "@ipai/bench";
import type { Catalog } from "@ipai/catalog";
import {
  checkModules,
  checkUpgrade,
  makeBaseline,
  renderGithub,
  renderSarif,
  RULES,
  UPGRADE_RULES,
  withoutAccepted,
  World,
} from "@ipai/checks";
import { exitCode, type Issue, plural } from "@ipai/core";
import { parseSpec, runGit } from "@ipai/sources";
import { CannotRun, loadCatalog, ownFolders, type SourceOptions, unknownNames, workspaceRoot } from "@ipai/workspace";
import { Command, Option } from "commander";
import { readBaseline, writeBaseline } from "../io/baseline.ts";
import { sourceOptions } from "../io/options.ts";
import { formatIssue, formatTotals, printJson, printText } from "../io/print.ts";

interface Flags extends SourceOptions {
  readonly format: "text" | "json" | "sarif" | "github";
  readonly json?: boolean;
  readonly all?: boolean;
  readonly each?: boolean;
  readonly rule?: readonly string[];
  readonly series: string;
  readonly base?: string;
  readonly with?: readonly string[];
  readonly baseline?: string;
  readonly writeBaseline?: string;
}

const EXAMPLES = `
Examples:
  ipai check                                   your own add-ons
  ipai check ipai_bir_base --json
  ipai check --source . --with ../odoo         a repository's modules, on those of Odoo
  ipai check --base origin/main                also: is every schema change bumped and migrated?
  ipai check --base released                   against what addons/releases.json has on record
  ipai check --write-baseline checks.json      accept what is there now
  ipai check --baseline checks.json --format sarif > checks.sarif
Each code has a page: docs/checks/<code>.md`;

/** `ipai check [module…]`: every rule over the named modules. */
export function checkCommand(): Command {
  const formats = new Option("--format <format>", "form of the output").choices(["text", "json", "sarif", "github"]);
  return sourceOptions(new Command("check"))
    .description("lint and whole-project checks")
    .argument("[module...]", "modules to check; without, your own or those of every --source")
    .addOption(formats.default("text"))
    .option("--with <source>", "as --source, for what those modules depend on: not checked itself; repeat", more)
    .option("--json", "as --format json: {modules, issues}")
    .option("--each", "one answer per module, as JSON: {checks: [{module, errors, text, issues}]}")
    .option("--all", "show notes too, not only errors and warnings")
    .option("--series <series>", "series that is to load the modules: some things older ones did not refuse", "19.0")
    .option("--rule <code>", "only this rule, and what cannot be read; repeat for more", more)
    .option(
      "--base <ref>",
      "compare your own add-ons with this commit, or with `released` add-ons: version bumps and migration scripts",
    )
    .option("--baseline <file>", "leave out the findings that this file accepts")
    .option("--write-baseline <file>", "write a file that accepts what is found now")
    .addHelpText("after", EXAMPLES)
    .action(run);
}

function more(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

async function run(names: readonly string[], flags: Flags): Promise<void> {
  const rules = chosenRules(flags.rule);
  const baseline = flags.baseline === undefined ? null : readBaseline(flags.baseline);
  if (flags.with && !flags.source) throw new CannotRun("--with without --source", "name what to check with --source");
  const catalog = await loadCatalog({ source: [...(flags.source ?? []), ...(flags.with ?? [])] });
  const modules = chosenModules(catalog, names, flags);
  if (flags.each) return printEach(catalog, modules, rules, flags.all ?? false);
  const chosen = names.length ? new Set<string>() : chosenSources(flags);
  const found = [
    ...catalog.issues.filter((issue) => aboutSource(issue, chosen)),
    ...checkModules(new World(catalog, flags.series), modules, rules),
    ...(flags.base === undefined ? [] : checkUpgrade(await loadBase(flags.base, catalog), catalog, modules)),
  ];
  if (flags.writeBaseline !== undefined) writeBaseline(flags.writeBaseline, makeBaseline(found));
  const issues = baseline ? withoutAccepted(found, baseline) : found;
  print(flags.json ? "json" : flags.format, modules, issues, flags.all ?? false);
  process.exitCode = flags.writeBaseline === undefined ? exitCode(issues) : 0;
}

/** What a run for each module alone would say, from one reading of the workspace. */
function printEach(catalog: Catalog, modules: readonly string[], rules: typeof RULES, all: boolean): void {
  const world = new World(catalog);
  const checks = modules.map((module) => {
    const issues = checkModules(world, [module], rules);
    const errors = issues.filter(({ severity }) => severity === "error").length;
    return { module, errors, text: `${renderText([module], issues, all)}\n`, issues };
  });
  printJson({ checks });
  process.exitCode = exitCode(checks.flatMap(({ issues }) => issues));
}

function print(format: Flags["format"], modules: readonly string[], issues: readonly Issue[], all: boolean): void {
  if (format === "json") return printJson({ modules, issues });
  if (format === "sarif") return printText(renderSarif(issues, [...RULES, ...UPGRADE_RULES], pathOf));
  if (format === "github") return void process.stdout.write(renderGithub(shown(issues, all), pathOf));
  printText(renderText(modules, issues, all));
}

function renderText(modules: readonly string[], issues: readonly Issue[], all: boolean): string {
  const summary = `${plural(modules.length, "module")}  ${plural(RULES.length, "rule")}  ${formatTotals(issues)}`;
  return [...shown(issues, all).map(formatIssue), summary].join("\n");
}

function shown(issues: readonly Issue[], all: boolean): readonly Issue[] {
  return all ? issues : issues.filter(({ severity }) => severity !== "info");
}

/** Path within this repository; a commit elsewhere keeps its source in front. */
function pathOf({ at }: Issue): string {
  if (!at) return "";
  const folder = at.source === undefined || at.commit ? null : resolve(workspaceRoot(), at.source);
  return folder && existsSync(folder) ? relative(process.cwd(), resolve(folder, at.path)) : `${at.source}/${at.path}`;
}

function chosenRules(codes: readonly string[] | undefined): typeof RULES {
  const unknown = codes?.filter((code) => !RULES.some((rule) => rule.code === code)) ?? [];
  if (unknown.length) {
    const codes = RULES.map(({ code }) => code);
    throw unknownNames("rule", unknown, codes, `take one of ${codes.join(", ")}`);
  }
  return codes ? RULES.filter(({ code }) => codes.includes(code)) : RULES;
}

function chosenModules(catalog: Catalog, names: readonly string[], flags: Flags): string[] {
  const unknown = names.filter((name) => !catalog.modules.has(name));
  if (unknown.length) throw unknownNames("module", unknown, catalog.modules.keys(), "add its place with --source");
  if (names.length) return [...names];
  const chosen = chosenSources(flags);
  const modules = [...catalog.modules.values()].filter(({ origin }) => chosen.has(origin.source));
  if (modules.length) return modules.map(({ name }) => name);
  const seen = catalog.issues
    .filter((issue) => aboutSource(issue, chosen))
    .map(({ at, message }) => `${at?.path}: ${message}`);
  const advice = ["name a folder with --source: modules have a __manifest__.py", ...seen.slice(0, 3)].join("; ");
  throw new CannotRun("there is no module to check", advice);
}

function chosenSources(flags: Flags): ReadonlySet<string> {
  return new Set(flags.source?.map(sourceName) ?? ownFolders(workspaceRoot()));
}

/** What keeps a module out of sight altogether, so that no rule can speak of it. */
const UNSEEN = new Set(["link-not-followed", "module-folder-name", "submodule-not-read"]);

function aboutSource({ code, at }: Issue, chosen: ReadonlySet<string>): boolean {
  return UNSEEN.has(code) && at?.source !== undefined && chosen.has(at.source);
}

/** What the origins of a source's modules call it. */
function sourceName(text: string): string {
  const spec = parseSpec(text);
  return spec.kind === "git" ? spec.location : spec.path;
}

/** The workspace's own modules as they were at a commit, or as each was last released. */
async function loadBase(ref: string, catalog: Catalog): Promise<Catalog> {
  const root = workspaceRoot();
  if (ref !== "released")
    return loadCatalog({ source: [`${root}@${commitOf(ref, root)}:${ownFolders(root).join(",")}`] });
  const present = new Map([...catalog.modules.values()].map(({ name, origin }) => [name, origin.tree] as const));
  const folder = materialise(root, earlierTrees(root, present, undefined));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  return loadCatalog({ source: [folder] });
}

/** `HEAD~1`, a tag or a branch as the commit that it names. */
function commitOf(ref: string, root: string): string {
  const { ok, stdout } = runGit(["rev-parse", "--verify", "--quiet", "--end-of-options", `${ref}^{commit}`], {
    cwd: root,
  });
  if (ok) return stdout.toString().trim();
  throw new CannotRun(`no such commit or branch: ${ref}`, "fetch it, or name one that `git branch -a` lists");
}
