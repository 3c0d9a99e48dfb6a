import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { canonicalJson } from "@ipai/core";
import type { ParityReport } from "@ipai/parity";
import { renderParityCsv, renderParityHtml, renderParityMarkdown } from "@ipai/report";

/** Each format: the files it makes, by name. */
const FORMATS: Readonly<Record<string, (report: ParityReport) => Readonly<Record<string, string>>>> = {
  html: (report) => ({ "index.html": renderParityHtml(report) }),
  json: (report) => ({ "report.json": `${canonicalJson(report, 1)}\n` }),
  csv: renderParityCsv,
  md: (report) => ({ "report.md": renderParityMarkdown(report) }),
};

export const FORMAT_NAMES = Object.keys(FORMATS);

/** Writes the asked formats into the folder. */
export function writeReport(report: ParityReport, formats: readonly string[], folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const format of formats) {
    for (const [name, text] of Object.entries(FORMATS[format]!(report))) writeFileSync(join(folder, name), text);
  }
}
