import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseManifest } from "./parse.ts";
import { Manifest } from "./schema.ts";

const parse = (text: string, module = "x") => parseManifest(Buffer.from(text), module);
const COMPLETE = "'name': 'X', 'author': 'A', 'license': 'LGPL-3',";

describe("parseManifest", () => {
  it("completes a manifest as Odoo does", () => {
    const { value, issues } = parse(
      `{${COMPLETE} 'version': 1.0, 'depends': (), 'data': ('a.xml',), 'init_xml': ['i.xml'], 'application': 1, 'demo': None}`,
    );
    expect(issues).toEqual([]);
    expect(value?.manifest).toMatchObject({
      version: "1.0",
      depends: ["base"],
      data: ["i.xml", "a.xml"],
      demo: [],
      application: true,
      installable: true,
      auto_install: false,
      category: "Uncategorized",
    });
    expect(parse(`{${COMPLETE}}`, "base").value?.manifest.depends).toEqual([]);
  });

  it("keeps every key in the raw form", () => {
    expect(parse(`{${COMPLETE} 'x': {1}, 'y': (2, None)}`).value?.raw).toEqual({
      name: "X",
      author: "A",
      license: "LGPL-3",
      x: [1],
      y: [2, null],
    });
  });

  it("knows the line of every dependency and data file", () => {
    const { value } = parse(`{${COMPLETE}\n'depends': ['base',\n  'sale'],\n'data': [\n'a.xml']}`);
    expect(value?.lines).toEqual({ depends: { base: 2, sale: 3 }, data: { "a.xml": 5 }, demo: {} });
  });

  it.each([
    ["'depends': 'base'", "manifest-wrong-type", 12],
    ["'depends': ['base', 1]", "manifest-wrong-type", 21],
    ["'external_dependencies': {'python': 'x'}", "manifest-wrong-type", 37],
    ["'auto_install': ['sale']", "manifest-auto-install", 17],
    ["'version': '19'", "manifest-version", 12],
    ["'version': '1.0.x'", "manifest-version", 12],
    ["'version': []", "manifest-wrong-type", 12],
  ])("names the wrong value in %s and keeps the rest", (entry, code, column) => {
    const { value, issues } = parse(`{${COMPLETE}\n${entry},\n'summary': 'kept'}`);
    expect(issues).toMatchObject([{ code, severity: "error", at: { line: 2, column } }]);
    expect(value?.manifest).toMatchObject({ depends: ["base"], summary: "kept" });
  });

  it.each([
    ["{", "python-not-literal"],
    ["", "python-not-literal"],
    ["['a']", "manifest-not-dict"],
  ])("gives one error and no manifest for %j", (text, code) => {
    const { value, issues } = parse(text);
    expect(value).toBeNull();
    expect(issues).toMatchObject([{ code, severity: "error" }]);
  });

  it("ends with a manifest or an error on values of any type", () => {
    const key = fc.constantFrom(...Object.keys(Manifest.shape), "init_xml", "__proto__", "constructor");
    const value = fc.constantFrom(
      "''",
      "'a'",
      "1",
      "1.5",
      "0",
      "None",
      "True",
      "[]",
      "()",
      "{}",
      "{1}",
      "[1]",
      "['a', 2]",
      "{'a': 1}",
      "{'a': ['b', 3]}",
      "{'a': {'b': 1}}",
      "{1: 2}",
      "b'x'",
      "...",
      "1j",
      "10**2",
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(key, value), { maxLength: 6 }), (entries) => {
        const { value: reading, issues } = parse(`{${entries.map(([name, text]) => `'${name}': ${text}`).join(", ")}}`);
        expect(reading ? reading.manifest : issues[0]?.severity).toEqual(
          reading ? Manifest.parse(reading.manifest) : "error",
        );
      }),
    );
  });

  it("warns of what Odoo completes itself", () => {
    expect(
      parse("{'license': ''}").issues.map(({ severity, message }) => `${severity} ${message.split(" ")[0]}`),
    ).toEqual(["warning 'name'", "warning 'license'", "warning 'author'"]);
  });

  it("reads what Odoo would pass over, and says so", () => {
    expect(parse(`\ufeff{${COMPLETE}}`)).toMatchObject({
      value: { manifest: { name: "X" } },
      issues: [{ code: "manifest-byte-order-mark", severity: "error" }],
    });
    expect(parseManifest(Buffer.from(`# coding: latin-1\n{${COMPLETE} 'summary': 'é'}`, "latin1"), "x")).toMatchObject({
      value: { manifest: { summary: "é" } },
      issues: [{ code: "manifest-encoding", severity: "error" }],
    });
    expect(parseManifest(Buffer.from("{'a': 'é'}", "latin1"), "x")).toMatchObject({
      value: null,
      issues: [{ code: "manifest-encoding" }],
    });
  });
});
