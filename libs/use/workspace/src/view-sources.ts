import type { Catalog, ModulePath } from "@ipai/catalog";
import { plural } from "@ipai/core";
import type { RecordFacts, ViewFacts } from "@ipai/module";
import type { ViewEntry, ViewModule, ViewRow, Views } from "@ipai/registry";
import { SourceUnavailable } from "@ipai/sources";
import { CannotRun } from "./cannot-run.ts";
import { progress, progressDone } from "./progress.ts";

/** Demo data is left out unless asked for, as Odoo 19 does; of what stays only what views need, for memory's sake. */
export function viewModule(catalog: Catalog, name: string, { demo = false } = {}): ViewModule {
  const { manifest, records } = catalog.facts(name);
  return { name, manifest, records: records.filter((entry) => demo || !entry.demo).map(viewEntry) };
}

function viewEntry({ kind, id, own, forcecreate, model, file, line, demo, values, view }: RecordFacts): ViewEntry {
  return {
    kind,
    id,
    own,
    model,
    file,
    line,
    demo,
    ...(forcecreate !== undefined && { forcecreate }),
    ...(values && kind === "function" && { values }),
    ...(view && { view: viewRow(view) }),
  };
}

function viewRow({ names: _names, locators: _locators, upgrades: _upgrades, ...row }: ViewFacts): ViewRow {
  return row;
}

/** Files of all parts in one bulk read: a git source starts one process, not one per file. */
export function readArchFiles(
  ids: readonly string[],
  views: Views,
  catalog: Catalog,
  bytes: Map<string, Uint8Array>,
): void {
  const places = ids.flatMap((id) => views.parts(id)).flatMap(({ arch }) => arch ?? []);
  const files = new Map(places.map(({ module, file }) => [`${module}/${file}`, { module, file }]));
  progress(`reading ${plural(files.size, "file")}`);
  const contents = readAll(catalog, [...files.values()]);
  for (const [index, key] of [...files.keys()].entries()) {
    const content = contents[index];
    if (content) bytes.set(key, content);
  }
}

/** Facts travel with the lock, archs do not: they are fetched, which needs the network or a copy. */
function readAll(catalog: Catalog, files: readonly ModulePath[]): (Buffer | null)[] {
  try {
    return catalog.read(files);
  } catch (error) {
    if (!(error instanceof SourceUnavailable)) throw error;
    const advice =
      "archs are not in the facts: name the modules with --source, or set IPAI_MIRROR to local repositories";
    throw new CannotRun(error.message, advice);
  } finally {
    progressDone();
  }
}
