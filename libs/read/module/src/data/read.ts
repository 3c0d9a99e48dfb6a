import type { Issue } from "@ipai/core";
import type { RecordFacts } from "../facts.ts";
import type { Manifest } from "../manifest/schema.ts";
import { BASE_SQL, readBaseSql } from "./base-sql.ts";
import { readCsvFile } from "./csv-file.ts";
import { type DataFile, refuse } from "./scope.ts";
import { readXmlFile } from "./xml-file.ts";

/** What a module's data files declare. */
export interface DataFacts {
  /** `data` files in manifest order, then `demo` files; each in document order. */
  readonly records: readonly RecordFacts[];
  /** Paths relative to the module folder. */
  readonly issues: readonly Issue[];
  /** Own xml ids that stand in strings of `<function>` calls, but for those that `ref` looks up. */
  readonly called: ReadonlySet<string>;
  /** Files the manifest names that `read` does not have. */
  readonly absent: readonly string[];
}

/** Reads that load nothing we can see: SQL runs in the database, JavaScript is ignored by Odoo's loader. */
const WITHOUT_RECORDS = new Set(["sql", "js"]);

/**
 * Data and demo files of a module → its records, in the order Odoo loads them
 * (`odoo/modules/loading.py: load_data`, `odoo/tools/convert.py`).
 *
 * @param read bytes of a file by its path in the module folder; undefined when there is none
 * @returns a broken file gives an issue and the records before the break
 */
export function readDataFacts(
  moduleName: string,
  manifest: Pick<Manifest, "data" | "demo">,
  read: (path: string) => Uint8Array | undefined,
): DataFacts {
  const facts = {
    records: [] as RecordFacts[],
    issues: [] as Issue[],
    called: new Set<string>(),
    absent: [] as string[],
  };
  const { records, issues, called } = facts;
  const shared = { module: moduleName, records, issues, called, views: [], made: new Set<string>() };
  const baseSql = moduleName === "base" ? read(BASE_SQL) : undefined;
  if (baseSql) readBaseSql(baseSql, { ...shared, file: BASE_SQL, demo: false });
  for (const demo of [false, true])
    for (const file of demo ? manifest.demo : manifest.data) {
      const path = normalPath(file);
      const bytes = read(path);
      if (bytes) readFile(bytes, { ...shared, file: path, demo });
      else facts.absent.push(file);
    }
  return facts;
}

/** The shortest form of a path: Odoo opens `data//x.xml` and `./x.xml` as well. */
export function normalPath(file: string): string {
  const parts: string[] = [];
  for (const part of file.split("/"))
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  return parts.join("/");
}

function readFile(bytes: Uint8Array, to: DataFile): void {
  const extension = to.file.slice(to.file.lastIndexOf(".") + 1).toLowerCase();
  if (extension === "xml") readXmlFile(bytes, to);
  else if (extension === "csv") readCsvFile(bytes, to);
  else if (!WITHOUT_RECORDS.has(extension))
    refuse(to, 1, "unknown-data-file", `Odoo cannot load a .${extension} file`, "use .xml, .csv or .sql");
}
