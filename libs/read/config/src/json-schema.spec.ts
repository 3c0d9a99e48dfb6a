import { readFileSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { renderConfigSchema } from "./json-schema.ts";

const file = new URL("../../../../docs/schemas/ipai.schema.json", import.meta.url);

test("the editors' schema is the one the parser uses", () => {
  if (process.env["UPDATE_SCHEMAS"]) writeFileSync(file, renderConfigSchema());
  expect(
    JSON.parse(renderConfigSchema()),
    "stale: run `UPDATE_SCHEMAS=1 npx vitest run libs/read/config/src/json-schema && npx oxfmt docs/schemas`",
  ).toEqual(JSON.parse(readFileSync(file, "utf8")));
});
