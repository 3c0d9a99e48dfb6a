import { z } from "zod";
import { Config } from "./schema.ts";

/** The JSON Schema of `ipai.json`, for editors: `docs/schemas/ipai.schema.json`. */
export function renderConfigSchema(): string {
  const schema = z.toJSONSchema(Config, { io: "input", target: "draft-7" });
  return `${JSON.stringify({ title: "ipai workspace", ...schema }, null, 2)}\n`;
}
