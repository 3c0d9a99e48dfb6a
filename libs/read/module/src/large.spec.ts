import { expect, it } from "vitest";
import { readModuleFacts } from "./read.ts";

/** More repetitions than a regular expression's group can go back over before V8 gives up. */
const MANY = 7_500_000;
const CLASS = "from odoo import fields, models\nclass A(models.Model):\n    _name = 'm.a'\n";

function factsOf(files: Record<string, string>) {
  const all: Record<string, string> = {
    "__manifest__.py": "{'name': 'M', 'author': 'A', 'license': 'LGPL-3', 'data': ['res.partner.csv']}",
    "__init__.py": "",
    "res.partner.csv": "id,name\n",
    ...files,
  };
  const read = (path: string) => (all[path] === undefined ? undefined : Buffer.from(all[path]));
  return readModuleFacts({ name: "m", files: Object.keys(all).sort(), read });
}

it("reads a CSV cell of millions of quotes, and says where one never ends", () => {
  const cell = '""'.repeat(MANY);
  expect(factsOf({ "res.partner.csv": `id,name\nx,"${cell}"\ny,b\n` }).records.map(({ id }) => id)).toEqual([
    "m.x",
    "m.y",
  ]);
  expect(factsOf({ "res.partner.csv": `id,name\nx,"${cell}` }).issues).toMatchObject([
    { code: "csv-malformed", at: { line: 2 } },
  ]);
});

it.each([
  ["blanks within a name", `    f = fields${" ".repeat(2 * MANY)}.Char()\n`, ["f"]],
  ["a name of millions of letters", `    ${"a".repeat(2 * MANY)}(1)\n    f = fields.Char()\n`, ["f"]],
])("reads a Python class with %s", (_what, code, fields) => {
  const [model] = factsOf({ "__init__.py": CLASS + code }).models;
  expect(model!.fields.map(({ name }) => name)).toEqual(fields);
});
