import type { Catalog, ModulePath } from "@ipai/catalog";
import type { ViewFacts } from "@ipai/module";
import type { ViewEntry, ViewRow, Views } from "@ipai/registry";
import { SourceUnavailable } from "@ipai/sources";
import { CannotRun } from "./exit.ts";
import { plural, progress, progressDone } from "./print.ts";

/** Demo data is left out, as Odoo 19 does unless asked; of what stays only what views need, for memory's sake. */
export function dataEntries(catalog: Catalog, name: string): ViewEntry[] {
  return catalog
    .facts(name)
    .records.filter(({ demo }) => !demo)
    .map(({ kind, id, model, file, line, demo, view }) => ({
      kind,
      id,
      model,
      file,
      line,
      demo,
      ...(view && { view: viewRow(view) }),
    }));
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
