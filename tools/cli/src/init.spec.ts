import { readFileSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { ipai, plant } from "./testing.ts";

const MANIFEST = `{"name": "x", "author": "a", "license": "LGPL-3", "version": "19.0.1.0.0", "depends": ["sale"]}`;
const FILES = { "addons/acme/acme_sale/__manifest__.py": MANIFEST, "addons/acme/acme_sale/__init__.py": "" };
const state = (root: string) =>
  readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((path) => /ipai\.json$|lock\.json$|nx\.json$|ignore$|\.yml$/.test(path))
    .map((path) => [path, readFileSync(join(root, path), "utf8")]);

it("makes a workspace that checks work in, keeps what is there, and changes nothing the second time", () => {
  const root = plant({ ...FILES, "nx.json": '{\n  // ours\n  "plugins": ["other"]\n}', ".gitignore": "secret\ndist" });
  expect(ipai(root, "init", "--yes", "--ci", "github").status).toBe(0);
  const first = state(root);
  expect(JSON.parse(readFileSync(join(root, "ipai.json"), "utf8"))).toMatchObject({
    series: "19.0",
    addons: ["addons/acme"],
  });
  expect(readFileSync(join(root, "nx.json"), "utf8")).toMatch(/\/\/ ours[\s\S]*"other"[\s\S]*"@odoo-parity\/nx"/);
  expect(readFileSync(join(root, ".gitignore"), "utf8")).toBe("secret\ndist\n.ipai/\naddons/oca/\nnode_modules/\n");
  expect(ipai(root, "check").stdout).toContain("1 module");
  expect(ipai(root, "graph", "missing").status).toBe(0);
  expect(ipai(root, "init", "--yes", "--ci", "github").stdout).toContain("nothing to do");
  expect(state(root)).toEqual(first);
});

it("finishes what a cut run began: the config comes last", () => {
  const root = plant(FILES);
  ipai(root, "init", "--yes");
  const whole = state(root);
  rmSync(join(root, "ipai.json"));
  rmSync(join(root, ".gitignore"));
  ipai(root, "init", "--yes");
  expect(state(root)).toEqual(whole);
});

it("refuses a folder without add-ons and writes nothing", () => {
  const root = plant({ "docs/x.md": "" });
  expect(ipai(root, "init", "--yes").status).toBe(2);
  expect(state(root)).toEqual([]);
});
