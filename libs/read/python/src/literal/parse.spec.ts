import { describe, expect, it } from "vitest";
import { parseLiteral } from "./parse.ts";
import { getEntry, toJson } from "./value.ts";

const json = (source: string | Uint8Array) => {
  const { value } = parseLiteral(source);
  return value && toJson(value);
};

describe("parseLiteral", () => {
  it("reads a manifest, tuples and sets as arrays", () => {
    expect(json("{'name': 'A' \"b\", 'depends': ['base'], 'data': ('x.xml',), 'tags': {1, 2}, 5: None,}")).toEqual({
      name: "Ab",
      depends: ["base"],
      data: ["x.xml"],
      tags: [1, 2],
      "5": null,
    });
  });

  it("keeps the place of every value", () => {
    const { value } = parseLiteral("# c\n{\n  'depends': [\n    'base',\n    '''mu\nlti''', 'é', 'sale'],\n}");
    const depends = getEntry(value!, "depends")!.value;
    expect(depends).toMatchObject({ kind: "list", line: 3, column: 14 });
    expect("items" in depends && depends.items.map(({ line, column }) => [line, column])).toEqual([
      [4, 5],
      [5, 5],
      [6, 9],
      [6, 14],
    ]);
  });

  it("places a part of a larger text", () => {
    expect(parseLiteral("['a',\n 'b']", { line: 7, column: 12 }).value).toMatchObject({
      line: 7,
      column: 12,
      items: [
        { line: 7, column: 13 },
        { line: 8, column: 2 },
      ],
    });
  });

  it("names both lines of a duplicated key and takes the last", () => {
    const { value, issues } = parseLiteral("{'a': 1,\n'b': 2,\n'a': 3}");
    expect(toJson(value!)).toEqual({ a: 3, b: 2 });
    expect(issues).toMatchObject([
      {
        code: "python-duplicate-key",
        severity: "warning",
        message: expect.stringMatching(/'a' on line 3 .* line 1$/),
        at: { line: 3, column: 1 },
      },
    ]);
  });

  it.each([
    ["{'depends': [name]}", 1, 14, /name 'name'/],
    ["{'a': 1,\n 'b' 2}", 2, 6, /':' is expected/],
    ["{'a': [1,\n", 2, 1, /ends where/],
    ["{'a': 'x\n'}", 1, 7, /never closed/],
    ["['a', f'b']", 1, 7, /f-string/],
    ["['\\N{NO SUCH THING}']", 1, 2, /names no character/],
    ["[1, [2, {[]: 1}]]", 1, 10, /list cannot be a dict key/],
    ["import os", 1, 1, /'import'/],
  ])("gives one issue with a place for %j", (source, line, column, message) => {
    const { value, issues } = parseLiteral(source);
    expect(value).toBeNull();
    expect(issues).toMatchObject([
      { code: "python-not-literal", severity: "error", message: expect.stringMatching(message), at: { line, column } },
    ]);
  });

  it("reads bytes by byte order mark, cookie or as UTF-8", () => {
    expect(json(Buffer.from("'é'", "utf8"))).toBe("é");
    expect(json(Buffer.from("\ufeff'é'", "utf8"))).toBe("é");
    expect(json(Buffer.from("#!/bin/x\n# vim: set fileencoding=latin-1 :\n'é'", "latin1"))).toBe("é");
    expect(parseLiteral(Buffer.from("'é'", "latin1")).issues).toMatchObject([{ code: "python-encoding" }]);
    expect(parseLiteral(Buffer.from("# coding: nonsense\n'é'", "utf8")).issues).toMatchObject([
      { code: "python-encoding" },
    ]);
  });

  it("writes what JSON has no number for as text", () => {
    expect(json("[9007199254740993, 1e999, -1e999, 1-2j, b'\\xff', ..., 1.0]")).toEqual([
      "9007199254740993",
      "inf",
      "-inf",
      "1-2j",
      "ÿ",
      "Ellipsis",
      1,
    ]);
  });

  it("stays within time on deep and long input", () => {
    const started = performance.now();
    parseLiteral("[".repeat(1_000_000));
    parseLiteral(`['${"x".repeat(20_000_000)}', 1, ${"'a', ".repeat(200_000)}]`);
    expect(performance.now() - started).toBeLessThan(5000);
  });
});
