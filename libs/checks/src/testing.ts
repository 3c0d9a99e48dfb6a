import type { Catalog, CatalogModule } from "@ipai/catalog";
import { readModuleFacts } from "@ipai/module";
import { World } from "./world/world.ts";

/** Files of modules as literals: module → path → text. A manifest may be left out. */
export type Files = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** A world of these modules, read as from a folder. */
export function worldOf(modules: Files): World {
  const facts = new Map(
    Object.entries(modules).map(([name, files]) => {
      const all: Record<string, string> = {
        "__manifest__.py": manifest({}),
        "__init__.py": "from . import models\n",
        ...files,
      };
      const content = { name, files: Object.keys(all), read: (path: string) => bytesOf(all[path]) };
      return [name, { all, facts: readModuleFacts(content) }] as const;
    }),
  );
  const catalog: Catalog = {
    modules: new Map(
      [...facts].map(([name, { facts }]): [string, CatalogModule] => {
        const origin = { source: "addons", commit: null, path: name, tree: "0".repeat(40) };
        const { manifest, issues } = facts;
        return [name, { name, manifest, origin, issues, models: 0, fields: 0, records: 0, views: 0 }];
      }),
    ),
    issues: [],
    facts: (name) => facts.get(name)!.facts,
    factsJson: (name) => Buffer.from(JSON.stringify(facts.get(name)!.facts)),
    read: (files) => files.map(({ module, file }) => bytesOf(facts.get(module)?.all[file]) ?? null),
  };
  return new World(catalog);
}

/** Text of a manifest with the keys that every module should have. */
export function manifest(keys: Record<string, unknown>): string {
  const all = { name: "Name", author: "A", license: "LGPL-3", version: "19.0.1.0.0", ...keys };
  return JSON.stringify(all).replaceAll("true", "True").replaceAll("false", "False");
}

function bytesOf(text: string | undefined): Buffer | undefined {
  return text === undefined ? undefined : Buffer.from(text);
}
