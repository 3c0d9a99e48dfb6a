import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseManifest, readDataFacts, type Manifest, type RecordFacts } from "@ipai/module";
import type { ReadModuleFile } from "@ipai/registry";
import { openSource, parseListing, readFiles, type Source } from "@ipai/sources";

/** Where Odoo's own modules are: `$ODOO_SRC` or `$ODOO_GIT`; undefined without. */
export const odooModules = process.env["ODOO_SRC"] ?? process.env["ODOO_GIT"];

/** Manifests that are broken in a published copy of Odoo, and what they should say. */
const MENDED = new Map([["res_config_settings_views.xml", "res_config_settings.xml"]]);

interface DataModule {
  readonly name: string;
  readonly manifest: Manifest | null;
  readonly records: readonly RecordFacts[];
}

/** Data of these modules as facts, in the order given, and a reader of their files. */
export function readOdooData(names: readonly string[]): { modules: DataModule[]; readFile: ReadModuleFile } {
  const read = existsSync(odooModules as string) ? fromFolder(odooModules as string) : fromGit(names);
  const readFile: ReadModuleFile = (module, path) => read(module, path) ?? mended(read, module, path);
  const modules = names.map((name) => {
    const manifest = parseManifest(readFile(name, "__manifest__.py") ?? new Uint8Array(), name).value?.manifest ?? null;
    const data = manifest ? { data: manifest.data, demo: [] } : { data: [], demo: [] };
    return { name, manifest, records: readDataFacts(name, data, (path) => readFile(name, path)).records };
  });
  return { modules, readFile };
}

/** Straight from disk: opening a source would hash every file of Odoo first. */
function fromFolder(root: string): ReadModuleFile {
  const places = ["odoo/addons", "addons"].map((folder) => join(root, folder));
  return (module, path) => {
    const file = places.map((place) => join(place, module, path)).find((candidate) => existsSync(candidate));
    return file === undefined ? undefined : readFileSync(file);
  };
}

function fromGit(names: readonly string[]): ReadModuleFile {
  const source = openSource(odooModules as string);
  const files = new Map(names.map((name) => [name, readModule(source, name)]));
  return (module, path) => files.get(module)?.get(path);
}

function readModule(source: Source, name: string): Map<string, Uint8Array> {
  const folder = source.modules.find((module) => module.name === name);
  const files = new Map<string, Uint8Array>();
  if (!folder) return files;
  const wanted = parseListing(source.list([folder])[0]!).filter(
    ({ path }) => /\.(xml|csv|sql)$|__manifest__\.py$/.test(path) && !path.startsWith("static/"),
  );
  readFiles(
    source.reader,
    wanted.map(({ path, oid }) => ({ path: `${folder.path}/${path}`, oid })),
    (index, bytes) => {
      if (typeof bytes !== "string") files.set(wanted[index]!.path, Buffer.from(bytes));
    },
  );
  return files;
}

function mended(read: ReadModuleFile, module: string, path: string): Uint8Array | undefined {
  for (const [wrong, right] of MENDED) if (path.endsWith(wrong)) return read(module, path.replace(wrong, right));
  return undefined;
}
