import { hash } from "node:crypto";
import { join } from "node:path";
import { readCached, writeCached } from "./cache-file.ts";
import { openFolder } from "./folder-source.ts";
import { openGit } from "./git-source.ts";
import type { Shape } from "./layout.ts";
import { mirrorOf } from "./mirror.ts";
import type { Source } from "./source.ts";
import { isUrl, parseSpec, type SourceSpec } from "./spec.ts";

export interface OpenOptions {
  /** Folder for what is remembered between runs; nothing is remembered without one. */
  readonly cache?: string;
  /** How the source is called in origins; the path or URL by default. */
  readonly name?: string;
  /** Of a folder: links that stay below this one are followed. */
  readonly within?: string;
  /** Of a folder: folders below it, relative to it, that belong to another source. */
  readonly skip?: readonly string[];
}

/** Raised when `Shape` changes, so that what an older version remembered is not used. */
const MEMORY = "3";

/**
 * Opens a folder, or a commit of a repository, for reading. A URL is fetched once per commit into the cache.
 * Throws `SourceUnavailable` where nothing can be read: no such folder or commit, no git, no network.
 */
export function openSource(spec: string | SourceSpec, options: OpenOptions = {}): Source {
  const asked = typeof spec === "string" ? parseSpec(spec) : spec;
  const named = options.name === undefined ? {} : { name: options.name };
  const remembered = (place: string) =>
    options.cache && join(options.cache, "sources", `${hash("sha1", `${MEMORY} ${place}`)}.json`);
  if (asked.kind === "folder")
    return openFolder({
      path: asked.path,
      ...named,
      ...(options.within !== undefined && { within: options.within }),
      ...(options.skip && { skip: options.skip }),
      index: remembered(`folder ${asked.path}`) ?? null,
    });
  const path = isUrl(asked.location) ? mirrorOf(asked.location, asked.revision, options.cache) : asked.location;
  const file = remembered(`git ${asked.location} ${asked.folders.join(",")}`);
  const known = new Map(file ? (readCached<[string, Shape][]>(file) ?? []) : []);
  const before = known.size;
  const source = openGit({ ...asked, path, name: options.name ?? asked.location, known });
  if (file && known.size !== before) writeCached(file, [...known]);
  return source;
}
