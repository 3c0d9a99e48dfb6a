import { readFileSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { renderLockSchema } from "./json-schema.ts";

const file = new URL("../../../../docs/schemas/oca.lock.schema.json", import.meta.url);

test("the editors' schema is the one the parser uses", () => {
  if (process.env["UPDATE_SCHEMAS"]) writeFileSync(file, renderLockSchema());
  expect(
    JSON.parse(renderLockSchema()),
    "stale: run `UPDATE_SCHEMAS=1 npx vitest run libs/read/lockfile/src/json-schema && npx oxfmt docs/schemas`",
  ).toEqual(JSON.parse(readFileSync(file, "utf8")));
});
