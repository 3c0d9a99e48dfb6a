import { symlinkSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ipai, plant } from "./testing.ts";

const module = (depends: readonly string[] = []) =>
  `{"name": "x", "author": "a", "license": "LGPL-3", "version": "19.0.1.0.0", "depends": ${JSON.stringify(depends)}}`;
const addon = (path: string, depends?: readonly string[]) => ({
  [`${path}/__manifest__.py`]: module(depends),
  [`${path}/__init__.py`]: "",
});
const checked = (root: string, ...args: string[]) => {
  const { stdout, stderr } = ipai(root, "check", "--json", ...args);
  expect(stderr).toBe("");
  return (JSON.parse(stdout) as { modules: string[] }).modules;
};

describe("own add-ons of a workspace", () => {
  it("are found by their manifests without a config, also from a folder below a lock", () => {
    const root = plant({ ...addon("src/acme_sale", []), ...addon("acme_base", []), "docs/x.md": "" });
    expect(checked(root)).toEqual(["acme_base", "acme_sale"]);
  });

  it("are those in the folders of ipai.json, other people's are not checked but satisfy", () => {
    const root = plant({
      ...addon("src/ours/acme_sale", ["web_extra"]),
      ...addon("vendor/web/web_extra", []),
      ...addon("vendor/odoo/base", []),
      "ipai.json": '{ "addons": ["src/*"], "sources": ["vendor/*"] }',
    });
    expect(checked(root)).toEqual(["acme_sale"]);
    expect(ipai(root, "graph", "missing").status).toBe(0);
    writeFileSync(join(root, "ipai.json"), '{ "addons": ["src/*"], "sources": ["vendor/odoo"] }');
    expect(ipai(root, "graph", "missing").status).toBe(1);
  });

  it("may be a folder of links, as doodba lays them", () => {
    const root = plant({ ...addon("repos/one/acme_one", []), "ipai.json": '{ "addons": ["auto/addons"] }' });
    mkdirSync(join(root, "auto/addons"), { recursive: true });
    symlinkSync("../../repos/one/acme_one", join(root, "auto/addons/acme_one"));
    expect(checked(root)).toEqual(["acme_one"]);
  });

  it("lie on a path with blanks and letters of any alphabet", () => {
    const root = plant({ ...addon("Kunden Ärzte 客户/acme_sale", []), "ipai.json": '{ "addons": ["Kunden*"] }' });
    expect(checked(root)).toEqual(["acme_sale"]);
  });

  it("are told from what git ignores and from repositories inside this one", () => {
    const root = plant({
      ...addon("acme_sale", []),
      ...addon("vendor/web/web_extra", []),
      "vendor/web/.git/HEAD": "ref: refs/heads/main\n",
    });
    expect(checked(root)).toEqual(["acme_sale"]);
  });

  it("are answered one by one where a batch is asked", () => {
    const root = plant({ ...addon("base"), ...addon("acme_a", []), ...addon("acme_b", ["nowhere"]) });
    const { stdout, status } = ipai(root, "check", "--each", "acme_a", "acme_b");
    const { checks } = JSON.parse(stdout) as { checks: { module: string; text: string; errors: number }[] };
    expect(status).toBe(1);
    for (const { module, text } of checks) expect(text).toBe(ipai(root, "check", module).stdout);
    expect(checks.map(({ module, errors }) => [module, errors > 0])).toEqual([
      ["acme_a", false],
      ["acme_b", true],
    ]);
  });
});

it("says the line of a wrong key and the nearest right one", () => {
  const root = plant({ ...addon("acme_sale"), "ipai.json": '{\n  "adons": ["."]\n}' });
  const { status, stderr } = ipai(root, "check");
  expect(status).toBe(2);
  expect(stderr).toBe('error ipai.json:2:3: "adons" is no key of ipai.json\n      help: did you mean "addons"?\n');
});
