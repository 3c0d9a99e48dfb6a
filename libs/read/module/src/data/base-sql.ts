import type { DataFile } from "./scope.ts";

export const BASE_SQL = "data/base_data.sql";

const XML_ID =
  /insert into ir_model_data \(name, module, model, noupdate, res_id\) VALUES \('([^']+)', 'base', '([^']+)', (true|false)/gi;

/** The xml ids that `base` has before its first data file (`odoo/modules/db.py: initialize`). */
export function readBaseSql(bytes: Uint8Array, to: DataFile): void {
  const text = new TextDecoder().decode(bytes);
  for (const match of text.matchAll(XML_ID)) {
    const [, name, model = "", noupdate] = match;
    const line = text.slice(0, match.index).split("\n").length;
    to.records.push({
      kind: "record",
      id: `base.${name}`,
      own: true,
      model,
      noupdate: noupdate?.toLowerCase() === "true",
      file: to.file,
      line,
      demo: false,
    });
    to.made.add(`base.${name}`);
  }
}
