import { compareText, type Draft } from "@ipai/core";
import { decodeXml } from "@ipai/xml";
import type { RecordFacts } from "../facts.ts";
import { scanCsv } from "./csv-rows.ts";
import { type DataFile, fullXmlId, refuse } from "./scope.ts";
import { KEPT_FIELDS } from "./values.ts";

/**
 * Pushes one record per row of a CSV data file (`odoo/tools/convert.py: convert_csv_import`, `odoo/orm/models.py: load`).
 * The file's name up to its first `-` is the model; columns `x/id` and `x:id` hold xml ids.
 */
export function readCsvFile(bytes: Uint8Array, to: DataFile): void {
  const decoded = decodeXml(bytes);
  if ("issue" in decoded) return void to.issues.push({ ...decoded.issue, code: "csv-encoding", at: { path: to.file } });
  let table: Table | undefined;
  const broken = scanCsv(decoded.text, (cells, line) => {
    if (!table) table = tableOf(cells, to.file);
    else {
      for (const index of table.made) if (cells[index]) to.called.add(fullXmlId(to.module, cells[index]));
      if (isRecord(cells, table)) pushRow(cells, line, table, to);
    }
  });
  if (broken !== null)
    refuse(to, broken, "csv-malformed", "not a CSV table: this row does not end", "mend its quotes and line ends");
}

interface Column {
  readonly index: number;
  /** `x` of `x/id`. */
  readonly field: string;
  /** Its cells are xml ids, with commas between them. */
  readonly refers: boolean;
  /** Its cells are xml ids of lines that come with the record: other columns of theirs stand beside it. */
  readonly makes: boolean;
  /** Its values are part of the facts. */
  readonly kept: boolean;
}

/** What the header says of every row: worked out once, for code lists have tens of thousands. */
interface Table {
  readonly model: string;
  readonly keepsValues: boolean;
  /** Those whose cells are facts, but for the id. */
  readonly columns: readonly Column[];
  /** Indexes of columns with the xml ids of lines of a record, which the row makes. */
  readonly made: readonly number[];
  /** By index, whether a column belongs to the record itself. */
  readonly isOwn: readonly boolean[];
  readonly idColumn: number;
}

function tableOf(header: readonly string[], file: string): Table {
  const model = modelOf(file);
  const kept = KEPT_FIELDS.get(model);
  const names = header.map((cell) => cell.trim().replace(/:id$/, "/id"));
  const idColumn = names.indexOf("id");
  const lines = new Set(names.flatMap((name) => /^([^/]+)\/(?!id$)/.exec(name)?.[1] ?? []));
  const columns = names.map((name, index): Column => {
    const [field = "", part] = name.split("/");
    const refers = part === "id" && !lines.has(field);
    return { index, field, refers, makes: part === "id" && !refers, kept: kept?.includes(field) ?? false };
  });
  return {
    model,
    keepsValues: kept !== undefined,
    columns: columns.filter(({ index, refers, kept }) => index !== idColumn && (refers || kept)),
    made: columns.filter(({ makes }) => makes).map(({ index }) => index),
    isOwn: names.map((name) => !/[/@]/.test(name)),
    idColumn,
  };
}

/** Empty rows are nothing; a row whose own columns are all empty continues a one2many of the row above. */
function isRecord(cells: readonly string[], { isOwn, idColumn }: Table): boolean {
  if (idColumn !== -1 && cells[idColumn]) return true;
  return cells.some((cell, index) => cell !== "" && isOwn[index]);
}

function pushRow(cells: readonly string[], line: number, table: Table, to: DataFile): void {
  const refs: string[] = [];
  const values: Record<string, string> = {};
  for (const { index, field, refers, kept } of table.columns) {
    const cell = cells[index];
    if (!cell) continue;
    const value = refers ? refsOf(cell, to.module, refs) : cell;
    if (kept) values[field] = value;
  }
  const id = fullXmlId(to.module, cells[table.idColumn] ?? "");
  if (id !== "") to.made.add(id);
  const facts: Draft<RecordFacts> = {
    kind: "record",
    id: id === "" ? null : id,
    own: id === "" || id.startsWith(`${to.module}.`),
    model: table.model,
    noupdate: to.demo,
    file: to.file,
    line,
    demo: to.demo,
  };
  if (table.keepsValues) facts.values = values;
  if (refs.length > 0) facts.refs = refs.sort(compareText);
  to.records.push(facts);
}

/** The cell's xml ids as a value; those that are new go to `refs` as well. */
function refsOf(cell: string, module: string, refs: string[]): string {
  const targets = cell.split(",").map((xmlId) => fullXmlId(module, xmlId.trim()));
  for (const target of targets) if (!refs.includes(target)) refs.push(target);
  return `ref:${targets.join(",ref:")}`;
}

function modelOf(file: string): string {
  const name = file.slice(file.lastIndexOf("/") + 1).replace(/\.[^.]*$/, "");
  return name.split("-")[0] ?? name;
}
