import { expandFolders, readConfig, type Settings } from "@ipai/config";
import { formatLocation, type Origin } from "@ipai/core";
import { CannotRun } from "./cannot-run.ts";

/** What `ipai.json` says, or its defaults. Throws `CannotRun` with line and advice where it cannot be read. */
export function settingsOf(root: string): Settings {
  const { settings, issues } = readConfig(root);
  if (settings) return settings;
  const [{ message, advice, at }] = issues as [(typeof issues)[number]];
  throw new CannotRun(`${at ? `${formatLocation(at)}: ` : ""}${message}`, advice);
}

/** Folders of the workspace's own add-ons, which are what origins of their modules call their source. */
export function ownFolders(root: string): string[] {
  return expandFolders(root, settingsOf(root).addons);
}

/** Tells of an origin whether its module is one of the workspace's own. */
export function isOwn(root: string): (origin: Pick<Origin, "source">) => boolean {
  const folders = new Set(ownFolders(root));
  return ({ source }) => folders.has(source);
}
