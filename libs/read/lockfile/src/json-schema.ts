import { z } from "zod";
import { Lock } from "./schema.ts";

/** The JSON Schema of a lock, for editors: `docs/schemas/oca.lock.schema.json`. */
export function renderLockSchema(): string {
  const schema = z.toJSONSchema(Lock, { io: "input", target: "draft-7" });
  return `${JSON.stringify({ title: "OCA pins", ...schema }, null, 2)}\n`;
}
