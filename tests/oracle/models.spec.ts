import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildCatalog, openFactPack, type Catalog } from "@ipai/catalog";
import { buildGraph, graphModule, planInstall } from "@ipai/graph";
import { pins, readLock } from "@ipai/lockfile";
import { mergeModels, type MergedModel, type ModuleModels } from "@ipai/registry";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readOracle, type Oracle } from "./oracle.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

const cache = mkdtempSync(join(tmpdir(), "ipai-oracle-"));
let catalog: Catalog;

/** Odoo's modules, from the facts that travel with the lock. */
async function openOdoo(): Promise<Catalog> {
  const { value: lock } = await readLock(join(root, "oca.lock.json"));
  const odoo = lock && pins(lock).find(({ name }) => name === "odoo/odoo");
  if (!odoo?.pin.facts) throw new Error("the lock names no facts of Odoo");
  const pack = openFactPack({ folder: join(root, "facts"), sha256: odoo.pin.facts, cache, name: odoo.name });
  return buildCatalog([pack], { cache, extractor: "unused" });
}

beforeAll(async () => {
  catalog = await openOdoo();
});
afterAll(() => rmSync(cache, { recursive: true }));

/** A database gets `base` and what follows it first (`-i base`), then the others in load order. */
function installOrder(names: readonly string[]): string[] {
  const known = [...catalog.modules.values()].flatMap(({ name, manifest, origin }) =>
    manifest ? [graphModule({ name, manifest, origin })] : [],
  );
  const first = planInstall(buildGraph(known), []).value.modules.map(({ module }) => module.name);
  return [...first, ...names.filter((name) => !first.includes(name))];
}

const MODEL = (module: string, model: string) => `${module} ${model}`;
const FIELD = (module: string, model: string, field: string) => `${module} ${model}.${field}`;

/** One line per owned model: module, model, kind. */
function modelRows(models: ReadonlyMap<string, MergedModel>): string[] {
  return [...models.values()].flatMap(({ model, kind, modules }) =>
    modules.map((module) => `${MODEL(module, model)} ${kind}`),
  );
}

/** What each owned field is, by module and name. */
function fieldRows(models: ReadonlyMap<string, MergedModel>): Map<string, string> {
  const rows = new Map<string, string>();
  for (const { model, fields } of models.values())
    for (const { name, type, relation, store, required, readonly, modules } of fields.values())
      for (const module of modules)
        rows.set(FIELD(module, model, name), [type, relation ?? null, store, required, readonly].map(String).join(" "));
  return rows;
}

function realFields(oracle: Oracle): Map<string, string> {
  return new Map(
    oracle.fields.map(([module, model, field, ...rest]) => [FIELD(module, model, field), rest.map(String).join(" ")]),
  );
}

function differences(ours: ReadonlyMap<string, string>, real: ReadonlyMap<string, string>): string[] {
  const names = new Set([...ours.keys(), ...real.keys()]);
  return [...names]
    .filter((name) => ours.get(name) !== real.get(name))
    .map((name) => `${name}: Odoo ${real.get(name) ?? "has none"}, we ${ours.get(name) ?? "have none"}`);
}

/** What the oracles hold, so that a truncated one is noticed. */
const SIZES = [
  { name: "finance", models: 828, fields: 9810 },
  { name: "operations", models: 1544, fields: 17328 },
  { name: "orm", models: 1401, fields: 15599 },
] as const;

describe.each(SIZES)("merged models of the $name modules, against a real Odoo 19.0", (size) => {
  let oracle: Oracle;
  let modules: ModuleModels[];
  let merged: ReturnType<typeof mergeModels>;

  beforeAll(() => {
    oracle = readOracle(size.name);
    modules = installOrder(oracle.load_order).map((name) => ({ name, models: catalog.facts(name).models }));
    merged = mergeModels(modules);
  });

  test("every model belongs to the modules that Odoo says, and is of the same kind", () => {
    const { value, issues } = merged;
    const real = oracle.models.map(([module, model, transient, abstract]) => {
      const kind = transient ? "transient" : abstract ? "abstract" : "model";
      return `${MODEL(module, model)} ${kind}`;
    });
    expect(issues).toEqual([]);
    expect(modelRows(value).sort()).toEqual(real.sort());
    expect(real.length).toBe(size.models);
  });

  test("every field has the modules, type, relation, store, required and readonly that ir.model.fields has", () => {
    const ours = fieldRows(merged.value);
    const real = realFields(oracle);
    expect(differences(ours, real)).toEqual([]);
    expect(real.size).toBe(size.fields);
  });

  test("every model has the delegation, order of records and name field of the registry", () => {
    const ours = [...merged.value.values()].map(({ model, inherits, recName, order }) => {
      // Where code computes the order (`account` makes it a property of partners), the literal says nothing.
      const isComputed = oracle.registry[model]?.order === null;
      return [model, { inherits, rec_name: recName, order: isComputed ? null : order }];
    });
    const real = Object.entries(oracle.registry).map(([name, { inherits, rec_name, order }]) => [
      name,
      { inherits, rec_name, order },
    ]);
    expect(Object.fromEntries(ours)).toEqual(Object.fromEntries(real));
  });

  test("a module that is missing is noticed", () => {
    const ours = fieldRows(mergeModels(modules.filter(({ name }) => name !== "sales_team")).value);
    expect(differences(ours, realFields(oracle)).length).toBeGreaterThan(10);
  });
});
