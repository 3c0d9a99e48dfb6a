import type { ParityReport } from "@ipai/parity";
import { renderCsv } from "../csv/csv.ts";
import { parityTables } from "./tables.ts";

/** The tables beside the report as CSV, by file name. */
export function renderParityCsv(report: ParityReport): Record<string, string> {
  const tables = Object.entries(parityTables(report));
  return Object.fromEntries(
    tables.map(([name, { header, rows }]) => [`${name}.csv`, renderCsv(header, rows)] as const),
  );
}
