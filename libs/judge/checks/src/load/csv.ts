import { scanCsv } from "@ipai/module";
import type { CheckedModule } from "../world/module.ts";

interface CsvRow {
  readonly cells: readonly string[];
  readonly line: number;
}

export interface CsvTable {
  /** As written, but for columns of translations, which Odoo leaves out. */
  readonly header: readonly string[];
  readonly rows: readonly CsvRow[];
  readonly byLine: ReadonlyMap<number, CsvRow>;
}

const tables = new WeakMap<CheckedModule, Map<string, CsvTable | null>>();

/** A CSV data file as `odoo/tools/convert.py: convert_csv_import` reads it; null where it is not at hand. */
export function csvTable(module: CheckedModule, file: string): CsvTable | null {
  let known = tables.get(module);
  if (!known) tables.set(module, (known = new Map()));
  const found = known.get(file);
  if (found !== undefined) return found;
  const table = readTable(module, file);
  known.set(file, table);
  return table;
}

function readTable(module: CheckedModule, file: string): CsvTable | null {
  const bytes = module.bytes(file);
  if (!bytes) return null;
  // A byte order mark stays: Python's `decode()` keeps it as part of the first name.
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
  let header: string[] | null = null;
  let kept: number[] = [];
  const rows: CsvRow[] = [];
  scanCsv(text, (cells, line) => {
    if (header === null) {
      kept = cells.flatMap((name, index) => (name.includes("@") ? [] : [index]));
      header = kept.map((index) => cells[index] as string);
    } else {
      const own = kept.map((index) => cells[index] ?? "");
      if (own.some((cell) => cell !== "")) rows.push({ cells: own, line });
    }
  });
  return header ? { header, rows, byLine: new Map(rows.map((row) => [row.line, row])) } : null;
}
