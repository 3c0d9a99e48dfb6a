import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildCatalog, type Catalog } from "@ipai/catalog";
import { checkModules, World } from "@ipai/checks";
import type { Issue } from "@ipai/core";
import { openSource } from "@ipai/sources";
import { afterAll, describe, expect, it } from "vitest";

/**
 * Defects that public bug reports tell of. Each folder holds a module with the defect (`bad`) and its twin without it
 * (`good`), on a core that has just what the case needs.
 */
const CASES = import.meta.dirname;
const CORE = join(CASES, "core");
const cache = mkdtempSync(join(tmpdir(), "cases-"));
afterAll(() => rmSync(cache, { recursive: true, force: true }));

async function catalogOf(folder: string): Promise<Catalog> {
  return buildCatalog([openSource(folder, { cache }), openSource(CORE, { cache })], { cache, extractor: "cases" });
}

async function errorsIn(folder: string): Promise<Issue[]> {
  const catalog = await catalogOf(folder);
  const names = [...catalog.modules.values()].filter(({ origin }) => origin.source === folder).map(({ name }) => name);
  const issues = [...catalog.issues, ...checkModules(new World(catalog), names)];
  return issues.filter(({ severity, at }) => severity === "error" && at?.source === folder);
}

const names = readdirSync(CASES, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);
const twins = names.filter((name) => readdirSync(join(CASES, name)).includes("bad"));

describe("twins of public bug reports", () => {
  it.each(twins)("%s", async (name) => {
    const [bad, good] = [await errorsIn(join(CASES, name, "bad")), await errorsIn(join(CASES, name, "good"))];
    expect(bad.length).toBeGreaterThan(0);
    expect(good).toEqual([]);
  });

  it("finds a place to click for every error", async () => {
    const errors = await Promise.all(twins.map((name) => errorsIn(join(CASES, name, "bad"))));
    // A folder as such has no lines.
    const nowhere = errors.flat().filter(({ at, code }) => !at?.line && code !== "module-folder-name");
    expect(nowhere).toEqual([]);
  });
});
