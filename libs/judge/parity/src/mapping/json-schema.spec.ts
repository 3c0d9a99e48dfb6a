import { readFileSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { renderMappingSchema } from "./json-schema.ts";

const file = new URL("../../../../../docs/schemas/ee_parity_mapping.schema.json", import.meta.url);

test("the editors' schema is the one the parser uses", () => {
  if (process.env["UPDATE_SCHEMAS"]) writeFileSync(file, renderMappingSchema());
  // As data: a formatter may lay the file out as it likes.
  expect(
    JSON.parse(readFileSync(file, "utf8")),
    "stale: run `UPDATE_SCHEMAS=1 npx vitest run libs/judge/parity/src/mapping/json-schema`",
  ).toEqual(JSON.parse(renderMappingSchema()));
});
