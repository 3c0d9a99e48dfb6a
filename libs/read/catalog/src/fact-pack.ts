import { hash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, brotliDecompressSync, constants } from "node:zlib";
import { canonicalJson, type Issue } from "@ipai/core";
import { FACTS_VERSION, type ModuleFacts } from "@ipai/module";
import { type ModuleFolder, readCached, type Source, SourceUnavailable, writeCached, writeWhole } from "@ipai/sources";
import type { Catalog } from "./catalog.ts";
import { factsKey } from "./key.ts";
import { FactStore, newPack, STORE_VERSION } from "./store/fact-store.ts";
import { PackWriter } from "./store/pack.ts";
import { summarize } from "./summary.ts";

/** Facts of one pinned source without its code: they travel with the lock, so that work needs no network. */
export interface FactPack {
  readonly name: string;
  readonly commit: string;
  readonly modules: readonly ModuleFolder[];
  readonly issues: readonly Issue[];
  /** Where the unpacked facts lie. */
  readonly store: FactStore;
  /** Unpacks again, when the bytes in the cache turn out damaged. */
  readonly restore: () => void;
  /** Opens the same commit with its code, for questions that need bytes. */
  readonly bytes?: () => Source;
}

/** Where the facts of a pack come from: anyone can fetch it and make the same pack. */
export interface Provenance {
  readonly url: string;
  readonly commit: string;
  /** Folders that were searched for modules; empty: all. */
  readonly folders: readonly string[];
}

export interface PackOrigin extends Provenance {
  /** What was noticed while looking for modules; paths relative to the source. */
  readonly issues: readonly Issue[];
}

interface PackContents extends PackOrigin {
  readonly format: "ipai-facts/1";
  readonly factsVersion: number;
  readonly modules: readonly (ModuleFolder & { readonly facts: ModuleFacts })[];
}

/**
 * Writes the facts of a catalog as `<sha256>.json.br` into a folder and returns the SHA-256 of the uncompressed
 * JSON. The same content gives the same bytes, wherever it was read.
 */
export function writeFactPack(folder: string, catalog: Catalog, from: PackOrigin): string {
  const modules = [...catalog.modules.values()].map(({ name, origin: { path, tree } }) => ({
    name,
    path,
    tree,
    facts: withoutTexts(catalog.facts(name)),
  }));
  const contents: PackContents = { format: "ipai-facts/1", factsVersion: FACTS_VERSION, ...from, modules };
  const json = canonicalJson(contents);
  const sha256 = hash("sha256", json);
  const params = { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_LGWIN]: 24 };
  writeWhole(join(folder, `${sha256}.json.br`), brotliCompressSync(json, { params }));
  return sha256;
}

/** Long texts say nothing that a question needs, and are somebody's prose. */
function withoutTexts(facts: ModuleFacts): ModuleFacts {
  return { ...facts, manifest: facts.manifest && { ...facts.manifest, description: "" } };
}

export interface OpenPackOptions {
  /** Folder with the packs. */
  readonly folder: string;
  readonly sha256: string;
  /** Folder for the unpacked facts, so that the next run need not unpack them. */
  readonly cache: string;
  /** How the source is called in origins, such as `OCA/web`. */
  readonly name: string;
  readonly bytes?: () => Source;
}

type Listing = Provenance & Pick<FactPack, "modules" | "issues">;

/** Opens a fact pack; throws `SourceUnavailable` where it is missing, damaged or of another format. */
export function openFactPack({ folder, sha256, cache, name, bytes }: OpenPackOptions): FactPack {
  const place = join(cache, "packs", `${STORE_VERSION}-${sha256}`);
  const restore = () => unpack(join(folder, `${sha256}.json.br`), sha256, place);
  let listing = readCached<Listing>(join(place, "modules.json")) ?? restore();
  const store = FactStore.open(place);
  if (!listing.modules.every((module) => store.has(factsKey(module)))) {
    listing = restore();
    store.refresh();
  }
  const { commit, modules, issues } = listing;
  return { name, commit, modules, issues, store, restore, ...(bytes && { bytes }) };
}

function unpack(file: string, sha256: string, place: string): Listing {
  const contents = readPack(file, sha256);
  const writer = new PackWriter(newPack(place));
  for (const { facts, ...folder } of contents.modules)
    writer.add(factsKey(folder), Buffer.from(JSON.stringify(facts)), JSON.stringify(summarize(facts)));
  writer.finish();
  const { url, commit, folders, issues } = contents;
  const modules = contents.modules.map(({ name, path, tree }) => ({ name, path, tree }));
  const listing = { url, commit, folders, issues, modules };
  writeCached(join(place, "modules.json"), listing);
  return listing;
}

function readPack(file: string, sha256: string): PackContents {
  const advice = "restore it from version control, or make it again with `ipai index --pack`";
  if (!existsSync(file)) throw new SourceUnavailable(`no fact pack ${file}`, advice);
  const json = decompress(file);
  if (json === null || hash("sha256", json) !== sha256)
    throw new SourceUnavailable(
      `the fact pack ${file} is damaged: its content does not have the hash in its name`,
      advice,
    );
  const contents = JSON.parse(json.toString()) as PackContents;
  if (contents.format !== "ipai-facts/1" || contents.factsVersion !== FACTS_VERSION)
    throw new SourceUnavailable(`the fact pack ${file} was made for another version of the facts`, advice);
  return contents;
}

function decompress(file: string): Buffer | null {
  try {
    return brotliDecompressSync(readFileSync(file));
  } catch {
    return null;
  }
}
