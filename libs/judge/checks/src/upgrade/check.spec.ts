import { describe, expect, it } from "vitest";
import { manifest, worldOf } from "../testing.ts";
import { UPGRADE_RULES } from "./check.ts";

interface State {
  readonly fields: string;
  readonly version?: string;
  readonly migration?: string;
}

const BEFORE = "    name = fields.Char()\n    state = fields.Selection([('a', 'A'), ('b', 'B')])\n";

function factsOf({ fields, version = "19.0.1.0.0", migration }: State) {
  const files = {
    "__manifest__.py": manifest({ version }),
    "models/__init__.py": "from . import x\n",
    "models/x.py": `from odoo import fields, models\nclass X(models.Model):\n    _name = 'x.x'\n${fields}`,
    ...(migration && { [`migrations/${migration}/post-migration.py`]: "" }),
  };
  return worldOf({ x: files }).facts("x");
}

function codes(after: State, before: State = { fields: BEFORE }): string[] {
  return UPGRADE_RULES.flatMap(({ code, check }) =>
    check(factsOf(before), factsOf(after)).map(({ line, message }) => `${code}:${line ?? ""} ${message}`),
  );
}

const NEXT = { version: "19.0.1.1.0" };
const MIGRATED = { version: "19.0.1.1.0", migration: "19.0.1.1.0" };

describe("an update", () => {
  it("without a change of the stored schema needs nothing", () => {
    expect(codes({ fields: BEFORE })).toEqual([]);
    expect(
      codes({ fields: `${BEFORE}    total = fields.Float(compute='_total')\n    ids = fields.One2many('x.x', 'x')\n` }),
    ).toEqual([]);
  });

  it("with a new column needs a higher version", () => {
    const fields = `${BEFORE}    note = fields.Text()\n`;
    expect(codes({ fields })).toEqual(["schema-without-bump:6 x.x.note is new, and the version is still 19.0.1.0.0"]);
    expect(codes({ fields, ...NEXT })).toEqual([]);
    expect(codes({ fields, version: "19.0.0.9.0" })).toHaveLength(1);
  });

  it.each([
    ["    state = fields.Selection([('a', 'A'), ('b', 'B')])\n", "x.x.name is gone"],
    [
      "    name = fields.Integer()\n    state = fields.Selection([('a', 'A'), ('b', 'B')])\n",
      "x.x.name: char becomes integer",
    ],
    [
      "    name = fields.Char(required=True)\n    state = fields.Selection([('a', 'A'), ('b', 'B')])\n",
      "x.x.name: becomes required",
    ],
    ["    name = fields.Char()\n    state = fields.Selection([('a', 'A')])\n", "x.x.state: loses the values b"],
    [`${BEFORE}    code = fields.Char(required=True)\n`, "x.x.code is new, required and without default"],
  ])("with %s needs a migration script", (fields, message) => {
    expect(codes({ fields, ...NEXT })).toEqual([expect.stringContaining(`schema-without-migration:`)]);
    expect(codes({ fields, ...NEXT })[0]).toContain(message);
    expect(codes({ fields, ...MIGRATED })).toEqual([]);
  });

  it("with a default fills a required column by itself", () => {
    expect(codes({ fields: `${BEFORE}    code = fields.Char(required=True, default='x')\n`, ...NEXT })).toEqual([]);
  });

  it("is not excused by a script of an earlier update", () => {
    const before = { fields: BEFORE, migration: "19.0.1.0.0" };
    const after = { fields: "    name = fields.Char()\n", migration: "19.0.1.0.0", ...NEXT };
    expect(codes(after, before)).toEqual([expect.stringContaining("x.x.state is gone")]);
  });
});
