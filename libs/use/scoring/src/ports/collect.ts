import type { Catalog } from "@ipai/catalog";
import { parseModuleVersion } from "@ipai/core";
import { portNeeds, type DonePort, type ParityInput, type PortModule, type PortsDocument } from "@ipai/parity";
import type { Source } from "@ipai/sources";
import { changedLines } from "./lines.ts";

/** One repository at an older series. */
export interface OldSource {
  readonly source: Source;
  readonly catalog: Catalog;
}

/** Collects what the mapping's candidates need from older series, newest source first, and the ports that were done since. */
export function collectPorts(input: ParityInput, old: readonly OldSource[], current: readonly Source[]): PortsDocument {
  const wanted = input.mapping.mapping.capabilities.flatMap(({ candidates = [] }) =>
    candidates.flatMap(({ modules }) => modules),
  );
  const modules = new Map<string, PortModule>();
  const queue = new Set(wanted);
  for (const name of queue) {
    if (input.facts.modules.has(name)) continue;
    const found = newestOf(name, old);
    if (!found) continue;
    modules.set(name, found.port);
    for (const dependency of found.port.depends) queue.add(dependency);
  }
  return { format: "ipai-ports/1", modules: [...modules.values()].sort(byName), done: donePorts(old, current) };
}

function newestOf(name: string, old: readonly OldSource[]): { port: PortModule } | undefined {
  const ports = old.flatMap((it) => portOf(name, it) ?? []);
  const [port] = ports.sort((a, b) => Number.parseInt(b.series, 10) - Number.parseInt(a.series, 10));
  return port && { port };
}

function portOf(name: string, { catalog }: OldSource): PortModule | null {
  const module = catalog.modules.get(name);
  const series = module?.manifest?.installable ? parseModuleVersion(module.manifest.version)?.series : null;
  return module && series ? portNeeds({ origin: module.origin, facts: catalog.facts(name) }, series) : null;
}

/** Modules of the current sources that an older source has too, with the lines between. */
function donePorts(old: readonly OldSource[], current: readonly Source[]): DonePort[] {
  const pairs = current.flatMap((source) =>
    source.modules.flatMap((module) => old.map((it) => ({ source, module, it }))),
  );
  return pairs.flatMap(({ source, module, it }) => {
    const before = portOf(module.name, it);
    const folder = it.source.modules.find(({ name }) => name === module.name);
    if (!before || !folder) return [];
    const after = { source: source.name, commit: source.commit, path: module.path, tree: module.tree };
    return [{ before, after, lines: changedLines({ source: it.source, module: folder }, { source, module }) }];
  });
}

function byName(a: PortModule, b: PortModule): number {
  return a.name < b.name ? -1 : 1;
}
