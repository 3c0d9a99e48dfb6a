import { CannotRun, cacheFolder, catalogOf, openPackages, openPinnedGit, workspaceRoot } from "@ipai/workspace";
import { hash } from "node:crypto";
import { rmSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { writeFactPack } from "@ipai/catalog";
import { canonicalJson } from "@ipai/core";
import {
  type Lock,
  mirrorFolder,
  type NamedPin,
  openFinder,
  parseLock,
  pinnedCommit,
  pinnedPackages,
  pins,
  writeLock,
} from "@ipai/lockfile";
import { fetchWheels } from "@ipai/packages";
import { openSource, type Source } from "@ipai/sources";

interface PackFlags {
  /** Folder for the packs. */
  readonly pack: string;
  readonly pin?: string;
  readonly source?: readonly string[];
}

/**
 * Writes the fact packs of one pin or of all, and names them in the lock. A source that is given must hold the
 * very trees that the lock pins, so a pack always speaks of what its provenance says; packs that the lock named
 * before are removed. Returns lines of text.
 */
export async function packPins({ pack, pin: wanted, source }: PackFlags): Promise<string> {
  const root = workspaceRoot();
  const path = join(root, "oca.lock.json");
  const before = await readFile(path, "utf8").catch(() => "");
  const { value: lock } = parseLock(before, path);
  if (!lock) throw new CannotRun(`${path} cannot be read`, "see `ipai oca verify`");
  const chosen = pins(lock).filter(({ name }) => wanted === undefined || name === wanted);
  const packages = pinnedPackages(lock).length > 0 && (wanted === undefined || wanted === "packages");
  if (chosen.length === 0 && !packages)
    throw new CannotRun(`the lock pins no ${wanted}`, "name a repository of the lock, or odoo/odoo");
  if (source && (source.length > 1 || chosen.length > 1))
    throw new CannotRun("a source stands for one pin", "give --pin and one --source, or neither");
  const lines: string[] = [];
  const replaced = new Set(chosen.map(({ pin }) => pin.facts));
  for (const named of chosen) {
    const sha256 = await packPin(named, pack, source?.[0]);
    setFacts(lock, named.name, sha256);
    lines.push(`${sha256}  ${named.name}`);
  }
  if (packages) {
    replaced.add(lock.resolved.packageFacts);
    lock.resolved.packageFacts = await packPackages(lock, pack);
    lines.push(`${lock.resolved.packageFacts}  packages`);
  }
  const { issues } = await writeLock(path, before, lock);
  if (issues[0]) throw new CannotRun(issues[0].message, issues[0].advice);
  for (const { pin } of pins(lock)) replaced.delete(pin.facts);
  replaced.delete(lock.resolved.packageFacts);
  for (const sha256 of replaced) if (sha256) rmSync(join(pack, `${sha256}.json.br`), { force: true });
  return lines.join("\n");
}

async function packPin({ name, pin }: NamedPin, folder: string, spec: string | undefined): Promise<string> {
  const cache = cacheFolder();
  const source =
    spec === undefined ? openPinnedGit({ name, pin }, cache, mirrorFolder) : openSource(spec, { cache, name });
  const modules = source.modules.filter((module) => Object.hasOwn(pin.modules, module.name));
  refuseOthers(name, pin.modules, modules);
  const catalog = await catalogOf([{ ...source, modules }], cache);
  return writeFactPack(folder, catalog, {
    url: pin.url,
    commit: pinnedCommit(pin),
    folders: pin.folders ?? [],
    issues: source.issues,
  });
}

/** One pack for all packages: each is one module, and its wheel's hash in the lock says where it comes from. */
async function packPackages(lock: Lock, folder: string): Promise<string> {
  const cache = cacheFolder();
  const all = pinnedPackages(lock);
  const wheels = all.map(({ pin: { name, release, sha256 } }) => ({ name, version: release, sha256 }));
  const { issues } = await fetchWheels(wheels, await openFinder(cache, false));
  if (issues[0]) throw new CannotRun(issues[0].message, issues[0].advice);
  const { packageFacts: _, ...resolved } = lock.resolved;
  const catalog = await catalogOf(openPackages({ ...lock, resolved }, workspaceRoot(), cache), cache);
  const content = canonicalJson(wheels.map(({ name, sha256 }) => [name, sha256]));
  return writeFactPack(folder, catalog, { url: "packages", commit: hash("sha256", content), folders: [], issues: [] });
}

function refuseOthers(name: string, pinned: NamedPin["pin"]["modules"], found: Source["modules"]): void {
  const trees = new Map(found.map((module) => [module.name, module.tree]));
  const wrong = Object.keys(pinned).filter((module) => trees.get(module) !== pinned[module]!.tree);
  if (wrong.length > 0)
    throw new CannotRun(
      `the source is not ${name} as pinned: ${wrong.slice(0, 5).join(", ")} differ`,
      "check out the pinned commit without changes, or leave --source out",
    );
}

function setFacts(lock: Lock, name: string, sha256: string): void {
  const pin = pins(lock).find((named) => named.name === name)!.pin;
  pin.facts = sha256;
}
