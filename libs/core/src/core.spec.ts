import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  canonicalJson,
  compareModuleVersions,
  compareText,
  exitCode,
  formatLocation,
  groupBy,
  type Issue,
  locate,
  parseModuleVersion,
} from "./index.ts";

const part = fc.nat({ max: 99 });
const version = fc.tuple(part, part, part).map(([a, b, c]) => `19.0.${a}.${b}.${c}`);
const parsed = (text: string) => parseModuleVersion(text)!;

describe("module versions", () => {
  it("are a series and a semver; a short one has no series; what Odoo refuses is null", () => {
    expect(parseModuleVersion("19.0.1.2.3")).toEqual({ series: "19.0", semver: "1.2.3" });
    expect(parseModuleVersion("1.0")).toEqual({ series: null, semver: "1.0.0" });
    expect(["", "19.0.1.2.3.4.5", "1.a", "v1.0"].filter((text) => parseModuleVersion(text))).toEqual([]);
  });

  it("move as semver says, and the other way round is a downgrade", () => {
    const change = (from: string, to: string) => compareModuleVersions(parsed(from), parsed(to));
    expect(change("19.0.1.2.3", "19.0.2.0.0")).toBe("major");
    expect(change("19.0.1.2.3", "19.0.1.3.0")).toBe("minor");
    expect(change("19.0.1.2.3", "19.0.1.2.4")).toBe("patch");
    expect(change("18.0.1.2.3", "19.0.1.2.3")).toBe("series");
    fc.assert(
      fc.property(version, version, (a, b) => {
        const [there, back] = [change(a, b), change(b, a)];
        if (a === b) return there === "none" && back === "none";
        return (there === "downgrade") !== (back === "downgrade");
      }),
    );
  });
});

describe("canonical JSON", () => {
  it("is the same bytes for the same data, whatever order its keys came in", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (data) => {
        const turned = Object.fromEntries(Object.entries(data).toReversed());
        return canonicalJson(turned) === canonicalJson(data);
      }),
    );
    expect(canonicalJson({ b: [2, { d: 1, c: 0 }], a: null })).toBe('{"a":null,"b":[2,{"c":0,"d":1}]}');
  });

  it("orders by code units, so that B stands before a", () => {
    expect(["a", "B", "é", "A"].sort(compareText)).toEqual(["A", "B", "a", "é"]);
  });
});

describe("groupBy", () => {
  it("keeps every item once, in order, under its key", () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 50 })), (items) => {
        const groups = groupBy(items, (it) => it % 7);
        const keys = [...groups.keys()];
        expect(keys).toEqual([...new Set(items.map((it) => it % 7))]);
        for (const key of keys) expect(groups.get(key)).toEqual(items.filter((it) => it % 7 === key));
      }),
    );
  });
});

describe("issues", () => {
  const issue: Issue = { code: "c", severity: "warning", message: "m", advice: "a", at: { path: "x", line: 3 } };

  it("fail a run only as errors", () => {
    expect(exitCode([issue])).toBe(0);
    expect(exitCode([issue, { ...issue, severity: "error" }])).toBe(1);
  });

  it("keep their line when they are placed in a file, and print as a place one can open", () => {
    const placed = locate(issue, {
      path: "m/y.py",
      source: "OCA/web",
      commit: "0123456789abcdef".repeat(3).slice(0, 40),
    });
    expect(placed.at).toMatchObject({ path: "m/y.py", line: 3 });
    expect(formatLocation(placed.at!)).toBe("OCA/web@0123456789ab:m/y.py:3");
    expect(formatLocation({ path: "y.py", line: 1, column: 2, source: "addons" })).toBe("addons/y.py:1:2");
  });
});
