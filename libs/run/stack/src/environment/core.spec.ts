import { expect, it } from "vitest";
import { checkCore } from "./core.ts";

it.each([
  ["https://github.com/odoo/odoo", undefined, []],
  ["git@github.com:odoo/odoo.git", undefined, []],
  [undefined, undefined, []],
  ["https://github.com/someone/odoo", undefined, ["error"]],
  ["https://github.com/someone/odoo", "odoo/odoo", ["error"]],
  ["https://github.com/someone/odoo.git", "someone/odoo", ["warning"]],
  ["https://evil.example/odoo/odoo", undefined, ["error"]],
])("a core from %s, accepted %s", (url, accepted, severities) =>
  expect(checkCore(url, accepted).map(({ severity }) => severity)).toEqual(severities),
);
