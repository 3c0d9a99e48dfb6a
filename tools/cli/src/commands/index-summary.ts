import type { Catalog, CatalogModule } from "@ipai/catalog";
import { groupBy, type Issue, plural } from "@ipai/core";
import { formatIssue, formatTable, formatTotals } from "../io/print.ts";

/** Warnings shown in text; `--json` has them all. */
const SHOWN_WARNINGS = 20;

/** The catalog as text: a line per source, or per module, then what is wrong. */
export function renderSummary(catalog: Catalog, modules: readonly CatalogModule[], eachModule: boolean): string {
  const rows = eachModule ? modules.map(moduleRow) : sourceRows(modules);
  const head = eachModule ? ["module", "version"] : ["source", "modules"];
  const sources = new Set(modules.map(({ origin }) => sourceName(origin))).size;
  return [
    `catalog  ${plural(modules.length, "module")}, ${plural(sources, "source")}`,
    formatTable([[...head, "models", "fields", "records", "views"], ...rows]),
    ...shownIssues(catalog.issues),
    formatTotals(catalog.issues),
  ].join("\n");
}

const sourceName = ({ source, commit }: CatalogModule["origin"]): string =>
  commit ? `${source}@${commit.slice(0, 12)}` : source;

function moduleRow(module: CatalogModule): string[] {
  return [module.name, module.manifest?.version ?? "", ...counts([module])];
}

function sourceRows(modules: readonly CatalogModule[]): string[][] {
  const bySource = groupBy(modules, ({ origin }) => sourceName(origin));
  return [...bySource].map(([name, group]) => [name, String(group.length), ...counts(group)]);
}

function counts(modules: readonly CatalogModule[]): string[] {
  const keys = ["models", "fields", "records", "views"] as const;
  return keys.map((key) => String(modules.reduce((sum, module) => sum + module[key], 0)));
}

function shownIssues(issues: readonly Issue[]): string[] {
  const errors = issues.filter(({ severity }) => severity === "error");
  const warnings = issues.filter(({ severity }) => severity === "warning");
  const more = warnings.length - SHOWN_WARNINGS;
  return [
    ...[...errors, ...warnings.slice(0, SHOWN_WARNINGS)].map(formatIssue),
    ...(more > 0 ? [`… and ${plural(more, "more warning")}: see --json`] : []),
  ];
}
