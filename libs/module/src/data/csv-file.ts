import { compareText } from "@ipai/core";
import { decodeXml } from "@ipai/xml";
import { CsvError, parse } from "csv-parse/sync";
import { KEPT_FIELDS } from "./values.ts";
import { type DataFile, fullXmlId, refuse } from "./scope.ts";

interface Row {
  readonly cells: readonly string[];
  readonly line: number;
}

/**
 * Pushes one record per row of a CSV data file (`odoo/tools/convert.py: convert_csv_import`, `odoo/orm/models.py: load`).
 * The file's name up to its first `-` is the model; columns `x/id` and `x:id` hold xml ids.
 */
export function readCsvFile(bytes: Uint8Array, to: DataFile): void {
  const decoded = decodeXml(bytes);
  if ("issue" in decoded) return void to.issues.push({ ...decoded.issue, code: "csv-encoding", at: { path: to.file } });
  const rows = parseRows(decoded.text, to);
  const columns = rows.shift()?.cells.map((name) => name.trim().replace(/:id$/, "/id")) ?? [];
  const idColumn = columns.indexOf("id");
  for (const row of rows) if (isRecord(row, columns, idColumn)) pushRow(row, columns, idColumn, to);
}

function parseRows(text: string, to: DataFile): Row[] {
  if (!text.includes('"')) return splitRows(text);
  const options = { relax_column_count: true, relax_quotes: true, info: true, skip_empty_lines: true };
  try {
    const parsed = parse(text, options) as unknown as { info: { lines: number }; record: string[] }[];
    let end = 0;
    return parsed.map(({ info, record }) => {
      const line = end + 1;
      end = info.lines;
      return { cells: record, line };
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = Number((error as CsvError & { lines?: number }).lines ?? 1);
    refuse(to, line, "csv-malformed", `not a CSV table: ${error.message}`, "mend the quotes of this row");
    return [];
  }
}

/** Without quotes a line is a row: the many rows of code lists need no parser. */
function splitRows(text: string): Row[] {
  return text
    .split(/\r\n|\n|\r/)
    .flatMap((row, index) => (row === "" ? [] : [{ cells: row.split(","), line: index + 1 }]));
}

/** Empty rows are nothing; a row whose own columns are all empty continues a one2many of the row above. */
function isRecord(row: Row, columns: readonly string[], idColumn: number): boolean {
  if (idColumn !== -1 && row.cells[idColumn]) return true;
  return row.cells.some((cell, index) => cell !== "" && !/[/@]/.test(columns[index] ?? "@"));
}

function pushRow(row: Row, columns: readonly string[], idColumn: number, to: DataFile): void {
  const model = modelOf(to.file);
  const kept = KEPT_FIELDS[model];
  const refs = new Set<string>();
  const values: Record<string, string> = {};
  for (const [index, column] of columns.entries()) {
    const cell = row.cells[index] ?? "";
    const [field = "", part] = column.split("/");
    if (cell === "" || column === "id") continue;
    const targets = part === "id" ? cell.split(",").map((xmlId) => fullXmlId(to.module, xmlId.trim())) : [];
    for (const target of targets) refs.add(target);
    if (kept?.includes(field)) values[field] = part === "id" ? targets.map((xmlId) => `ref:${xmlId}`).join(",") : cell;
  }
  const id = fullXmlId(to.module, idColumn === -1 ? "" : (row.cells[idColumn] ?? ""));
  if (id !== "") to.made.add(id);
  to.records.push({
    kind: "record",
    id: id === "" ? null : id,
    own: id === "" || id.startsWith(`${to.module}.`),
    model,
    noupdate: to.demo,
    file: to.file,
    line: row.line,
    demo: to.demo,
    ...(kept ? { values } : {}),
    ...(refs.size > 0 ? { refs: [...refs].sort(compareText) } : {}),
  });
}

function modelOf(file: string): string {
  const name = file.slice(file.lastIndexOf("/") + 1).replace(/\.[^.]*$/, "");
  return name.split("-")[0] ?? name;
}
