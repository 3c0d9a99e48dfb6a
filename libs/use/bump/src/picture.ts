import { existsSync } from "node:fs";
import { join } from "node:path";
import { openFactPack, type Catalog, type FactPack } from "@ipai/catalog";
import { closure, findMissing, loadOrder } from "@ipai/graph";
import type { Picture } from "@ipai/impact";
import {
  ensurePin,
  fetchBlobs,
  openMirror,
  openPinned,
  pinnedPackages,
  pins,
  wishedModules,
  type Lock,
  type Mirror,
  type NamedPin,
} from "@ipai/lockfile";
import { fetchWheels } from "@ipai/packages";
import { parseListing, type ModuleFolder, type Source } from "@ipai/sources";
import {
  cacheFolder,
  catalogOf,
  graphOf,
  isOwn,
  onAddonsPath,
  openFolders,
  openPackages,
  settingsOf,
} from "@ipai/workspace";
import type { LockPlace } from "./place.ts";

/** One lock's world: every module it gives, and the closure of what we have and wish for. */
export interface World {
  readonly catalog: Catalog;
  readonly picture: Picture;
}

/** Reads the workspace's own modules and every pin of a lock; facts come from the cache and the packs where they are. */
export async function readWorld(session: LockPlace, lock: Lock): Promise<World> {
  const cache = cacheFolder(session.root);
  const own = openFolders(session.root, settingsOf(session.root), cache);
  await fetchPackages(session, lock);
  const opened = await Promise.all(pins(lock).map((named) => openPin(named, session, cache)));
  const inputs = onAddonsPath(
    lock,
    opened.map(({ input }) => input),
    openPackages(lock, session.root, cache),
  );
  const catalog = await catalogOf([...own, ...inputs], cache);
  const graph = graphOf(catalog, lock.series);
  const ours = [...catalog.modules.values()]
    .filter(({ origin }) => isOwn(session.root)(origin))
    .map(({ name }) => name);
  const names = closure(graph, [...ours, ...[...wishedModules(lock).values()].flat()]);
  for (const { prefetch } of opened) await prefetch(names);
  const { order, skipped } = loadOrder(
    graph,
    [...names].filter((name) => graph.modules.has(name)),
  );
  const modules = [...order.map(({ name }) => name), ...skipped.map(({ name }) => name)].flatMap((name) => {
    const module = catalog.modules.get(name);
    if (!module) return [];
    const { source, commit, path, tree } = module.origin;
    return [
      {
        name,
        repository: source,
        commit,
        path,
        tree,
        facts: catalog.facts(name),
      },
    ];
  });
  const missing = findMissing(graph, names).map(
    ({ name, neededBy }) => [name, neededBy.map(({ module }) => module.name).filter((one) => names.has(one))] as const,
  );
  return { catalog, picture: { modules, missing: new Map(missing), read: (files) => catalog.read(files) } };
}

/** Wheels of packages whose facts are in no pack, and of what moved. */
async function fetchPackages(session: LockPlace, lock: Lock): Promise<void> {
  const wanted = pinnedPackages(lock).map(({ pin: { name, release, sha256 } }) => ({ name, version: release, sha256 }));
  if (wanted.length > 0) await fetchWheels(wanted, await session.finder());
}

interface OpenedPin {
  readonly input: Source | FactPack;
  /** Fetches the XML of these modules where only their facts are here. */
  readonly prefetch: (names: ReadonlySet<string>) => Promise<void>;
}

const CODE = /\.(?:py|xml|csv|js)$/;

async function openPin(named: NamedPin, session: LockPlace, cache: string): Promise<OpenedPin> {
  const { name, pin } = named;
  const mirror = await openMirror(pin.url, session.settings);
  const { value: commit, issues } = await ensurePin(mirror, name, pin);
  const source = commit ? openPinned(mirror, commit, pin.folders, name) : null;
  const known = ({ modules }: { modules: readonly ModuleFolder[] }) =>
    modules.filter((module) => Object.hasOwn(pin.modules, module.name));
  const packs = join(session.root, "facts");
  if (pin.facts && existsSync(join(packs, `${pin.facts}.json.br`))) {
    const pack = openFactPack({
      folder: packs,
      sha256: pin.facts,
      cache,
      name,
      ...(source && { bytes: () => source }),
    });
    return {
      input: { ...pack, modules: known(pack) },
      prefetch: (names) => fetchCode(mirror, source, names, /\.xml$/),
    };
  }
  if (!source) return { input: { ...nothing(named), issues }, prefetch: async () => {} };
  await fetchCode(mirror, source, null, CODE);
  return { input: { ...source, modules: known(source) }, prefetch: async () => {} };
}

async function fetchCode(
  mirror: Mirror,
  source: Source | null,
  names: ReadonlySet<string> | null,
  kind: RegExp,
): Promise<void> {
  if (!source) return;
  const modules = source.modules.filter(({ name }) => !names || names.has(name));
  const files = source.list(modules).flatMap((listing) => parseListing(listing));
  await fetchBlobs(
    mirror,
    files.filter(({ path }) => kind.test(path)).map(({ oid }) => oid),
  );
}

/** A pin that nobody can read any more: its modules are named by the issue, not silently left out. */
function nothing({ name, pin }: NamedPin): Source {
  return {
    name,
    commit: pin.commit,
    modules: [],
    issues: [],
    list: () => [],
    reader: { kind: "folder", root: "/nonexistent" },
  };
}
