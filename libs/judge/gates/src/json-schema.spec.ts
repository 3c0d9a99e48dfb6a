import { readFileSync, writeFileSync } from "node:fs";
import { expect, it } from "vitest";
import { jsonSchemaText } from "./json-schema.ts";

it.each(["gates", "odoosh"] as const)("docs/schemas/%s.schema.json is the schema of today", (name) => {
  const file = new URL(`../../../../docs/schemas/${name}.schema.json`, import.meta.url);
  if (process.env["UPDATE_SCHEMAS"]) writeFileSync(file, jsonSchemaText(name));
  expect(
    JSON.parse(readFileSync(file, "utf8")),
    "stale: run `UPDATE_SCHEMAS=1 npx vitest run libs/judge/gates/src/json-schema && npx oxfmt docs/schemas`",
  ).toEqual(JSON.parse(jsonSchemaText(name)));
});
