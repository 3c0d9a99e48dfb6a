import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { Issue } from "@ipai/core";
import { CONFIG_FILE, parseConfig } from "./parse.ts";
import { settle, type Settings } from "./schema.ts";

export const LOCK_FILE = "oca.lock.json";

/** The nearest folder with an `ipai.json` or a lock at or above the given one, else the given one. */
export function findWorkspace(from: string): string {
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    if (existsSync(join(folder, CONFIG_FILE)) || existsSync(join(folder, LOCK_FILE))) return folder;
    if (folder === dirname(folder)) return resolve(from);
  }
}

/** What a workspace's config says, defaults where there is none; null where it stands there and cannot be read. */
export interface ReadConfig {
  readonly settings: Settings | null;
  /** Whether there is an `ipai.json`. */
  readonly written: boolean;
  readonly issues: readonly Issue[];
}

/** Reads `ipai.json` of a folder. */
export function readConfig(root: string): ReadConfig {
  const path = join(root, CONFIG_FILE);
  if (!existsSync(path)) return { settings: settle(), written: false, issues: [] };
  const { value, issues } = parseConfig(readFileSync(path, "utf8"));
  return { settings: value && settle(value), written: true, issues };
}
