import { normalPath } from "@ipai/module";
import type { MergedField, MergedModel } from "@ipai/registry";
import { csvTable, type CsvTable } from "../load/csv.ts";
import { certainModel } from "../paths/follow.ts";
import type { Finding, Rule } from "../rule.ts";
import type { CheckedModule } from "../world/module.ts";
import { fieldAdders } from "./record-fields.ts";

const PARTS = new Set(["id", ".id"]);

export const csvRefused: Rule = {
  code: "csv-refused",
  severity: "error",
  summary: "a CSV data file has a column or a value that Odoo's import refuses",
  *check(module): Generator<Finding> {
    for (const file of (module.manifest?.data ?? []).map(normalPath)) {
      if (!file.toLowerCase().endsWith(".csv")) continue;
      const table = csvTable(module, file);
      const model = (file.split("/").at(-1) ?? "").replace(/\.[^.]*$/, "").split("-")[0] as string;
      if (table)
        for (const fault of [...columns(module, model, table), ...cells(module, model, table)])
          yield { file, ...fault };
    }
  },
};

type Fault = Omit<Finding, "file">;

/** Columns that are no path of fields (`odoo/orm/models.py: load, fix_import_export_id_paths`). */
function* columns(module: CheckedModule, model: string, { header }: CsvTable): Generator<Fault> {
  for (const name of header) {
    const path = pathOf(name);
    const wrong = wrongColumn(module, model, path);
    if (!wrong) continue;
    const adders = fieldAdders(module, wrong.model, wrong.name);
    yield {
      line: 1,
      message: `the column '${name.replace("\ufeff", "<byte order mark>")}': ${wrong.model} has no field '${wrong.name.replace("\ufeff", "<byte order mark>")}'`,
      advice: adviceOn(name, adders),
    };
    // One separator or mark makes every name wrong.
    if (/[;\t\ufeff]/.test(name)) return;
  }
}

function adviceOn(name: string, adders: readonly string[]): string {
  if (name.startsWith("\ufeff")) return "save the file as UTF-8 without byte order mark";
  if (/[;\t]/.test(name)) return "part the columns with commas";
  if (name !== name.trim()) return "take the blanks out of the header";
  return adders.length
    ? `add ${adders.join(" or ")} to 'depends', which brings it`
    : "mend the name, or drop the column";
}

/** `x:id` and `x.id` are other ways to write `x/id` and `x/.id`. */
function pathOf(name: string): string[] {
  return name
    .replaceAll(/([^/])\.id/g, "$1/.id")
    .replaceAll(/([^/]):id/g, "$1/id")
    .split("/");
}

function wrongColumn(
  module: CheckedModule,
  model: string,
  path: readonly string[],
): { model: string; name: string } | null {
  let at: string | undefined = model;
  for (const [index, name] of path.entries()) {
    if (PARTS.has(name)) return null;
    const merged: MergedModel | undefined = at === undefined ? undefined : certainModel(module, at);
    if (!merged || at === undefined) return null;
    const field: MergedField | undefined = merged.fields.get(name);
    // The import gives properties as `properties.name`.
    if (!field)
      return name.includes(".") && index === 0 && merged.fields.get(name.split(".")[0] as string)?.type === "properties"
        ? null
        : { model: at, name };
    at = field.relation;
  }
  return null;
}

const CHECKS: Readonly<Record<string, (cell: string) => boolean>> = {
  integer: (cell) => /^\s*[+-]?\d+(?:_\d+)*\s*$/.test(cell),
  float: isFloat,
  monetary: isFloat,
  date: (cell) => /^\d{4}-\d{2}-\d{2}/.test(cell),
  datetime: (cell) => /^\d{4}-\d{2}-\d{2}(?: \d{2}:\d{2}:\d{2})?/.test(cell),
};

function isFloat(cell: string): boolean {
  return /^\s*[+-]?(?:\d[\d_]*\.?\d*|\.\d+)(?:e[+-]?\d+)?\s*$/i.test(cell);
}

/** Values that no converter takes (`odoo/addons/base/models/ir_fields.py: _str_to_*`), and ids with blanks around them. */
function* cells(module: CheckedModule, model: string, { header, rows }: CsvTable): Generator<Fault> {
  const merged = certainModel(module, model);
  for (const [index, name] of header.entries()) {
    const path = pathOf(name);
    const isIds = path.at(-1) === "id";
    const type = path.length === 1 && !PARTS.has(name) ? merged?.fields.get(name)?.type : undefined;
    const fits = type ? CHECKS[type] : undefined;
    for (const { cells, line } of rows) {
      const cell = cells[index] ?? "";
      if (cell === "") continue;
      if (isIds && path.length > 1 && cell.split(",").some((id) => id !== id.trim()))
        yield {
          line,
          message: `the id '${cell}' in '${name}' has blanks around it, which Odoo takes for a part of it`,
          advice: "take the blanks out",
        };
      else if (fits && !fits(cell))
        yield { line, message: `'${cell}' is no ${type}, as ${model}.${name} wants it`, advice: "mend the value" };
    }
  }
}
