import { z } from "zod";
import { Gates, Odoosh } from "./schema.ts";

const SCHEMAS = { gates: Gates, odoosh: Odoosh };

/** The JSON Schema of `gates.yml` or `odoosh.yml` for editors, as the text of `docs/schemas/<name>.schema.json`. */
export function jsonSchemaText(name: keyof typeof SCHEMAS): string {
  return `${JSON.stringify(z.toJSONSchema(SCHEMAS[name], { io: "input" }), null, 2)}\n`;
}
