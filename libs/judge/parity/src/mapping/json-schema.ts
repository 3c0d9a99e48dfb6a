import { z } from "zod";
import { Mapping } from "./schema.ts";

/** The mapping's JSON Schema for editors, as the text of `docs/schemas/ee_parity_mapping.schema.json`. */
export function renderMappingSchema(): string {
  const schema = z.toJSONSchema(Mapping, { io: "input", target: "draft-7" });
  return `${JSON.stringify({ title: "Enterprise parity mapping", ...schema }, null, 2)}\n`;
}
