import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { brotliCompressSync, brotliDecompressSync } from "node:zlib";
import { openSource } from "@ipai/sources";
import { describe, expect, it } from "vitest";
import { buildCatalog, type Catalog, openFactPack, writeFactPack } from "./index.ts";

const scratch = () => mkdtempSync(join(tmpdir(), "ipai-catalog-"));

function plant(files: Readonly<Record<string, string>>, root = scratch()): string {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

const MODULE = {
  "sale_x/__manifest__.py": `{"name": "Sale X", "version": "19.0.1.2.3", "depends": ["sale"], "data": ["views/a.xml"]}`,
  "sale_x/__init__.py": "from . import models\n",
  "sale_x/models/__init__.py": "from . import order\n",
  "sale_x/models/order.py": `from odoo import fields, models\n\n\nclass Order(models.Model):\n    _inherit = "sale.order"\n\n    x_note = fields.Char()\n`,
  "sale_x/views/a.xml": `<odoo><record id="group_x" model="res.groups"><field name="name">X</field></record></odoo>`,
};
const OTHER = { "stock_x/__manifest__.py": `{"name": "Stock X", "version": "19.0.1.0.0", "depends": ["stock"]}` };

interface Asked {
  readonly cache?: string;
  readonly extractor?: string;
}

/** The catalog, and how many modules had to be read for it. */
async function read(specs: readonly string[], { cache = scratch(), extractor = "spec" }: Asked = {}) {
  let extracted = 0;
  const inputs = specs.map((spec) => openSource(spec, { cache }));
  const catalog = await buildCatalog(inputs, { cache, extractor, onProgress: (done) => (extracted = done) });
  return { catalog, extracted, cache };
}

const storeOf = (cache: string) => join(cache, "facts", readdirSync(join(cache, "facts"))[0]!);
const storeFiles = (cache: string, ending: string) =>
  readdirSync(storeOf(cache))
    .filter((name) => name.endsWith(ending))
    .map((name) => join(storeOf(cache), name));

describe("a catalog", () => {
  it("holds every module's summary, facts and origin", async () => {
    const root = plant({ ...MODULE, ...OTHER });
    const { catalog } = await read([root]);
    expect([...catalog.modules.keys()]).toEqual(["sale_x", "stock_x"]);
    const sale = catalog.modules.get("sale_x")!;
    expect(sale).toMatchObject({ models: 1, fields: 1, records: 1, views: 0, manifest: { depends: ["sale"] } });
    expect(sale.origin).toEqual({
      source: root,
      commit: null,
      path: "sale_x",
      tree: expect.stringMatching(/^[0-9a-f]{40}$/),
    });
    expect(catalog.facts("sale_x")).toMatchObject({
      name: "sale_x",
      models: [{ model: "sale.order" }],
      records: [{ id: "sale_x.group_x" }],
    });
    expect(() => catalog.facts("nowhere")).toThrow("no module nowhere");
  });

  it("takes the first of a name and names both places", async () => {
    const [first, second] = [plant(MODULE), plant({ ...MODULE, "sale_x/models/order.py": "" })];
    const { catalog } = await read([first, second, first]);
    expect(catalog.modules.get("sale_x")?.origin.source).toBe(first);
    const duplicates = catalog.issues.filter(({ code }) => code === "duplicate-module");
    expect(duplicates.map(({ severity, at }) => `${severity} ${at?.source}`)).toEqual([
      `warning ${second}`,
      `info ${first}`,
    ]);
    expect(duplicates[0]?.message).toContain(first);
  });

  it("goes on past a broken manifest, and says where it breaks", async () => {
    const root = plant({ ...OTHER, "bad/__manifest__.py": `{"name": "Bad",\n "depends": [` });
    const { catalog } = await read([root]);
    expect(catalog.modules.get("bad")?.manifest).toBeNull();
    expect(catalog.issues.filter(({ severity }) => severity === "error")).toMatchObject([
      { severity: "error", at: { source: root, path: "bad/__manifest__.py", line: 2 } },
    ]);
  });

  it("reads files in bulk, and nothing outside of a module", async () => {
    const { catalog } = await read([plant({ ...MODULE, "secret.txt": "no" })]);
    const asked = ["__init__.py", "gone.py", "../secret.txt", "views/a.xml"].map((file) => ({
      module: "sale_x",
      file,
    }));
    expect(catalog.read(asked).map((bytes) => bytes?.toString().slice(0, 6) ?? null)).toEqual([
      "from .",
      null,
      null,
      "<odoo>",
    ]);
  });
});

describe("the cache", () => {
  it("spares what did not change, by content: on another path and in git alike", async () => {
    const { cache, extracted } = await read([plant({ ...MODULE, ...OTHER })]);
    expect(extracted).toBe(2);
    const root = plant({ ...MODULE, ...OTHER });
    expect((await read([root], { cache })).extracted).toBe(0);
    writeFileSync(join(root, "sale_x/models/order.py"), "");
    const changed = await read([root], { cache });
    expect([changed.extracted, changed.catalog.modules.get("sale_x")?.models]).toEqual([1, 0]);
  });

  it("never serves facts of other code", async () => {
    const { cache } = await read([plant(MODULE)]);
    expect((await read([plant(MODULE)], { cache, extractor: "edited" })).extracted).toBe(1);
  });

  it("reads again what was cut short or damaged on disk", async () => {
    const root = plant(MODULE);
    const { cache } = await read([root]);
    truncateSync(storeFiles(cache, ".facts")[0]!, 100);
    expect((await read([root], { cache })).extracted).toBe(1);
    writeFileSync(storeFiles(cache, ".index")[0]!, "nonsense");
    expect((await read([root], { cache })).extracted).toBe(1);
    const { catalog, extracted } = await read([root], { cache });
    const [file] = storeFiles(cache, ".facts");
    writeFileSync(file!, readFileSync(file!, "utf8").replace("x_note", "x_vote"));
    expect([extracted, catalog.facts("sale_x").models[0]?.fields[0]?.name]).toEqual([0, "x_note"]);
  });

  it("serves several runs at once", async () => {
    const cache = scratch();
    const root = plant({ ...MODULE, ...OTHER });
    const runs = await Promise.all([1, 2, 3].map(() => read([root], { cache })));
    for (const { catalog } of runs) expect(catalog.facts("sale_x").models).toHaveLength(1);
    expect((await read([root], { cache })).extracted).toBe(0);
  });

  it("stays small in number of files however often it is written", async () => {
    const cache = scratch();
    const root = plant(MODULE);
    for (let edit = 0; edit < 20; edit++) {
      writeFileSync(join(root, "sale_x/models/order.py"), `A = ${edit}\n`);
      await read([root], { cache });
    }
    expect(storeFiles(cache, ".index").length).toBeLessThan(14);
    expect((await read([root], { cache })).extracted).toBe(0);
  });
});

describe("a fact pack", () => {
  const from = { url: "https://example.org/x.git", commit: "a".repeat(40), folders: [], issues: [] };
  const pack = (catalog: Catalog, folder = scratch()) => ({ folder, sha256: writeFactPack(folder, catalog, from) });

  it("has the same bytes from a folder and from git", async () => {
    const root = plant({ ...MODULE, ...OTHER });
    execFileSync("git", ["init", "--quiet"], { cwd: root });
    execFileSync("git", ["add", "--all"], { cwd: root });
    execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "--quiet", "-m", "all"], { cwd: root });
    const [folder, git] = [pack((await read([root])).catalog), pack((await read([`${root}@HEAD`])).catalog)];
    expect(git.sha256).toBe(folder.sha256);
    const bytes = [folder, git].map((made) => readFileSync(join(made.folder, `${made.sha256}.json.br`)));
    expect(bytes[0]!.equals(bytes[1]!)).toBe(true);
    rmSync(join(root, "sale_x/views/a.xml"));
    expect(pack((await read([root])).catalog).sha256).not.toBe(folder.sha256);
  });

  it("gives the same catalog as its source, without the code", async () => {
    const { catalog } = await read([plant({ ...MODULE, ...OTHER })]);
    const made = pack(catalog);
    const text = brotliDecompressSync(readFileSync(join(made.folder, `${made.sha256}.json.br`))).toString();
    expect(text).not.toContain("from odoo import");
    const cache = scratch();
    const open = () => openFactPack({ ...made, cache, name: "OCA/x" });
    for (const input of [open(), open()]) {
      const packed = await buildCatalog([input], { cache, extractor: "another" });
      expect(packed.modules.get("sale_x")?.origin).toMatchObject({
        source: "OCA/x",
        commit: "a".repeat(40),
        path: "sale_x",
      });
      expect(packed.facts("sale_x")).toEqual(catalog.facts("sale_x"));
      expect(packed.read([{ module: "sale_x", file: "__init__.py" }])).toEqual([null]);
    }
  });

  it("is unpacked again where the cache was damaged", async () => {
    const made = pack((await read([plant(MODULE)])).catalog);
    const cache = scratch();
    const open = async () =>
      buildCatalog([openFactPack({ ...made, cache, name: "OCA/x" })], { cache, extractor: "spec" });
    const catalog = await open();
    const folder = join(cache, "packs", readdirSync(join(cache, "packs"))[0]!);
    const file = join(
      folder,
      readdirSync(folder).find((name) => name.endsWith(".facts"))!,
    );
    writeFileSync(file, readFileSync(file, "utf8").replace("x_note", "x_vote"));
    expect(catalog.facts("sale_x").models[0]?.fields[0]?.name).toBe("x_note");
    truncateSync(file, 10);
    expect((await open()).facts("sale_x").models).toHaveLength(1);
  });

  it("is refused when it is missing or its bytes are not those of its name", async () => {
    const made = pack((await read([plant(MODULE)])).catalog);
    const open = (sha256: string) => () => openFactPack({ ...made, sha256, cache: scratch(), name: "OCA/x" });
    expect(open("0".repeat(64))).toThrow("no fact pack");
    writeFileSync(
      join(made.folder, `${made.sha256}.json.br`),
      brotliCompressSync(`{"format":"ipai-facts/1","modules":[]}`),
    );
    expect(open(made.sha256)).toThrow("damaged");
  });
});
