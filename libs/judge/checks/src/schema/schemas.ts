import odoo from "./odoo-19.0.json" with { type: "json" };
import type { Schema } from "./pattern.ts";

const SCHEMAS = odoo as unknown as Readonly<Record<string, Schema>>;

/** Schema of data files (`odoo/import_xml.rng`). */
export const DATA_SCHEMA = SCHEMAS["data"] as Schema;

/** Schema of a type of view (`odoo/addons/base/rng`); undefined for those that have none, such as forms. */
export function viewSchema(type: string): Schema | undefined {
  return type !== "data" && Object.hasOwn(SCHEMAS, type) ? SCHEMAS[type] : undefined;
}
