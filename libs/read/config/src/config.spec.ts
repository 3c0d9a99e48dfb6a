import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { expandFolders } from "./folders.ts";
import { parseConfig } from "./parse.ts";
import { findWorkspace, readConfig } from "./read.ts";

describe("ipai.json", () => {
  it("is read with comments and trailing commas", () => {
    const { value, issues } = parseConfig('{\n  // ours\n  "addons": ["src/*/addons",],\n  "series": "18.0",\n}');
    expect(issues).toEqual([]);
    expect(value).toEqual({ addons: ["src/*/addons"], series: "18.0" });
  });

  it.each([
    ['{\n  "adons": ["x"]\n}', "config-unknown-key", 2, 'did you mean "addons"?'],
    ['{\n  "odoo": {\n    "pth": "../odoo"\n  }\n}', "config-unknown-key", 3, 'did you mean "path"?'],
    ['{ "colour": 1 }', "config-unknown-key", 1, "known keys: "],
    ['{\n\n  "addons": ["../outside"]\n}', "config-invalid", 3, "docs/workspace.md"],
    ['{\n  "addons": "one"\n}', "config-invalid", 2, "docs/workspace.md"],
    ['{\n  "series": "19"\n}', "config-invalid", 2, "docs/workspace.md"],
    ['{\n  "series": \n', "config-not-json", 3, "ipai init"],
    ["", "config-not-json", 1, "ipai init"],
  ])("%s is refused with its line and what to do", (text, code, line, advice) => {
    const { value, issues } = parseConfig(text);
    expect(value).toBeNull();
    expect(issues[0]).toMatchObject({ code, severity: "error", at: { path: "ipai.json", line } });
    expect(issues[0]!.advice).toContain(advice);
  });
});

describe("a workspace", () => {
  const root = mkdtempSync(join(tmpdir(), "ipai-config-"));
  for (const folder of ["src/a/addons", "src/b/addons", "src/b/docs", "node_modules/x/addons"])
    mkdirSync(join(root, folder), { recursive: true });

  it("is found from a folder below it, and has defaults without a config", () => {
    writeFileSync(join(root, "oca.lock.json"), "{}");
    expect(findWorkspace(join(root, "src/a"))).toBe(root);
    expect(readConfig(root)).toMatchObject({ written: false, settings: { addons: ["."], oca: "addons/oca" } });
  });

  it("names folders by pattern, in order and once", () => {
    expect(expandFolders(root, ["src/b/addons/", "src/*/addons", "gone"])).toEqual(["src/b/addons", "src/a/addons"]);
    expect(expandFolders(root, ["."])).toEqual(["."]);
    expect(expandFolders(root, ["**/addons"])).toEqual(["src/a/addons", "src/b/addons"]);
  });
});
