import { describe, expect, it } from "vitest";
import { dottedName, readCall, readJson, readLiteral } from "./expression.ts";
import { parseStructure } from "./parse.ts";
import type { PyAssign, PyClass, PyStatement } from "./types.ts";
import { toJson } from "../literal/value.ts";

const names = (body: readonly PyStatement[]) =>
  body.map((statement) => ("name" in statement ? statement.name : "names" in statement ? statement.names : ""));

const SOURCE = `
from odoo import api, fields, models
X = "x.y"

class Order(models.Model):  # the order
    _name = X
    _inherit = ["mail.thread",
                'a' "b"]
    if True:
        partner_id: Partner = fields.Many2one(
            "res.partner", string="A, b",  # not: this
            default=lambda self, x=(1, 2): (x, 2), domain=[("a", "=", 1)], required=True,
        )
    else: other = 1; more = 2

    @api.depends("partner_id", 'x')
    @staticmethod
    async def _compute(self, a: int = {1: 2}) -> None:
        """ super() """
        x = f"{super()._compute()}"
class Empty: pass
`;

describe("parseStructure", () => {
  it("reads classes, fields and methods with their places", () => {
    const { value: file, issues } = parseStructure(SOURCE);
    expect(issues).toEqual([]);
    expect(names(file.body)).toEqual([
      [{ name: "api" }, { name: "fields" }, { name: "models" }],
      ["X"],
      "Order",
      "Empty",
    ]);
    const order = file.body[2] as PyClass;
    expect(file.lineAt(order.offset)).toBe(5);
    expect(dottedName(file, order.bases)).toBe("models.Model");
    expect(names(order.body)).toEqual([["_name"], ["_inherit"], ["partner_id"], ["other"], ["more"], "_compute"]);
    expect(order.body.map(({ guards }) => guards.join())).toEqual(["", "", "if True", "else", "else", ""]);
    const method = order.body[5];
    expect(method).toMatchObject({ callsSuper: true });
    expect(file.lineAt(method!.offset)).toBe(18);
  });

  it("reads the arguments of a call, literals on demand", () => {
    const { value: file } = parseStructure(SOURCE);
    const order = file.body[2] as PyClass;
    const call = readCall(file, (order.body[2] as PyAssign).value!)!;
    const literal = (i: number) => readLiteral(file, call.args[i]!);
    expect(call.callee).toBe("fields.Many2one");
    expect(call.args.map(({ name }) => name)).toEqual([undefined, "string", "default", "domain", "required"]);
    expect(call.args.map((_, i) => (literal(i) ? toJson(literal(i)!) : null))).toEqual([
      "res.partner",
      "A, b",
      null,
      [["a", "=", 1]],
      true,
    ]);
    expect(literal(1)).toMatchObject({ line: 11, column: 35 });
  });

  const LITERALS = String.raw`"a"; 'it"s'; """b"c"""; ''; "\n"; r"\n"; "a" 'b'; "a" % 1; "a".b; ("a"); ("a", 1); {"a": [None]}`;
  it.each([...LITERALS.split("; "), '"""a\nb"""', "True", "None", "False", "Truely", "x", "7", "-1", "set()"])(
    "gives %s as JSON just as it is parsed",
    (literal) => {
      const { value: file } = parseStructure(`x = ${literal}\n`);
      const span = (file.body[0] as PyAssign).value!;
      const parsed = readLiteral(file, span);
      expect(readJson(file, span)).toEqual(parsed ? toJson(parsed) : undefined);
    },
  );

  it.each([
    ["class A:\n  x = (1,\n\n", 2, /never closed/],
    ["class A:\n  x = '''\n", 2, /never closed/],
    ["class A:\n  x = 'a\n", 2, /never closed/],
    ["class A:\nx = 1", 1, /indented block/],
    ["class A:\n    x = 1\n  y = 2", 3, /no outer block/],
    ["x = 1\n  y = 2", 2, /unexpected indentation/],
    ["x = [1)", 1, /closes nothing/],
    ["x = 1 \\ \n", 1, /backslash/],
    ["x = 1\0", 1, /null byte/],
    ["class A:\n  def f(self):\n  x = 1", 2, /indented block/],
  ])("names the fault in %j", (source, line, message) => {
    const { issues } = parseStructure(source);
    expect(issues).toMatchObject([{ code: "python-syntax", message: expect.stringMatching(message), at: { line } }]);
  });

  it("keeps what stood before a fault", () => {
    expect(names(parseStructure("x = 1\nclass A:\n  y = 2\n  z = (\n").value.body)).toEqual([["x"], "A"]);
  });

  it("stays within time and stack on huge and deep input", () => {
    const started = performance.now();
    parseStructure("(".repeat(100_000));
    parseStructure(Array.from({ length: 5000 }, (_, i) => `${" ".repeat(i)}if x:\n`).join(""));
    parseStructure("x = 'a' + (1, 2)  # c\n".repeat(400_000));
    parseStructure(`x = [${"1, ".repeat(2_000_000)}]`);
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});
