import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { canonicalJson } from "@ipai/core";
import type { ParityReport } from "@ipai/parity";
import {
  renderParityCsv,
  renderParityHtml,
  renderParityMarkdown,
  renderParityParquet,
  type ParityContext,
} from "@ipai/report";

type Render = (report: ParityReport, context: ParityContext) => Readonly<Record<string, string | Uint8Array>>;

/** Each format: the files it makes, by name. */
const FORMATS: Readonly<Record<string, Render>> = {
  html: (report, context) => ({ "index.html": renderParityHtml(report, context) }),
  json: (report) => ({ "report.json": `${canonicalJson(report, 1)}\n` }),
  csv: renderParityCsv,
  parquet: renderParityParquet,
  md: (report, context) => ({ "report.md": renderParityMarkdown(report, context) }),
};

export const FORMAT_NAMES = Object.keys(FORMATS);

/** Writes the asked formats into the folder. */
export function writeReport(
  report: ParityReport,
  context: ParityContext,
  formats: readonly string[],
  folder: string,
): void {
  mkdirSync(folder, { recursive: true });
  for (const format of formats) {
    for (const [name, content] of Object.entries(FORMATS[format]!(report, context)))
      writeFileSync(join(folder, name), content);
  }
}
