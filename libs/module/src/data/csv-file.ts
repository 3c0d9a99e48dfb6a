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
  const table = tableOf(rows.shift()?.cells ?? [], to.file);
  for (const row of rows) if (isRecord(row, table)) pushRow(row, table, to);
}

interface Column {
  readonly name: string;
  /** `x` of `x/id`. */
  readonly field: string;
  /** Its cells are xml ids, with commas between them. */
  readonly refers: boolean;
  /** Its values are part of the facts. */
  readonly kept: boolean;
}

/** What the header says of every row: worked out once, for code lists have tens of thousands. */
interface Table {
  readonly model: string;
  readonly keepsValues: boolean;
  readonly columns: readonly Column[];
  readonly idColumn: number;
}

function tableOf(header: readonly string[], file: string): Table {
  const model = modelOf(file);
  const kept = KEPT_FIELDS.get(model);
  const columns = header.map((cell): Column => {
    const name = cell.trim().replace(/:id$/, "/id");
    const [field = "", part] = name.split("/");
    return { name, field, refers: part === "id", kept: kept?.includes(field) ?? false };
  });
  return { model, keepsValues: kept !== undefined, columns, idColumn: columns.findIndex(({ name }) => name === "id") };
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
function isRecord(row: Row, { columns, idColumn }: Table): boolean {
  if (idColumn !== -1 && row.cells[idColumn]) return true;
  return row.cells.some((cell, index) => cell !== "" && !/[/@]/.test(columns[index]?.name ?? "@"));
}

function pushRow(row: Row, { model, keepsValues, columns, idColumn }: Table, to: DataFile): void {
  const refs = new Set<string>();
  const values: Record<string, string> = {};
  for (let index = 0; index < columns.length; index++) {
    const { field, refers, kept } = columns[index]!;
    const cell = row.cells[index] ?? "";
    if (cell === "" || index === idColumn || !(refers || kept)) continue;
    const targets = refers ? cell.split(",").map((xmlId) => fullXmlId(to.module, xmlId.trim())) : [];
    for (const target of targets) refs.add(target);
    if (kept) values[field] = refers ? targets.map((xmlId) => `ref:${xmlId}`).join(",") : cell;
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
    ...(keepsValues ? { values } : {}),
    ...(refs.size > 0 ? { refs: [...refs].sort(compareText) } : {}),
  });
}

function modelOf(file: string): string {
  const name = file.slice(file.lastIndexOf("/") + 1).replace(/\.[^.]*$/, "");
  return name.split("-")[0] ?? name;
}
