import type { ParityReport } from "@ipai/parity";
import { parquetWriteBuffer } from "hyparquet-writer";
import { parityTables, type Table } from "./tables.ts";

/** The tables beside the report as Parquet, by file name: texts as UTF-8, counts and shares as doubles. */
export function renderParityParquet(report: ParityReport): Record<string, Uint8Array> {
  const tables = Object.entries(parityTables(report));
  return Object.fromEntries(tables.map(([name, table]) => [`${name}.parquet`, renderParquet(table)] as const));
}

function renderParquet({ header, rows }: Table): Uint8Array {
  const columnData = header.map((name, index) => {
    const data = rows.map((row) => row[index]!);
    const type = data.some((it) => typeof it === "string") || data.length === 0 ? "STRING" : "DOUBLE";
    return { name, data, type, nullable: data.includes(null as never) } as const;
  });
  return new Uint8Array(parquetWriteBuffer({ columnData }));
}
