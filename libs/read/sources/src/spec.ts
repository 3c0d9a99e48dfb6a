import { existsSync } from "node:fs";
import { SourceUnavailable } from "./source.ts";

/** What a user's `--source` asks for. */
export type SourceSpec =
  | { readonly kind: "folder"; readonly path: string }
  | {
      readonly kind: "git";
      /** Path or URL of the repository. */
      readonly location: string;
      readonly revision: string;
      /** Folders to look in, relative to the repository's root; empty: all of it. */
      readonly folders: readonly string[];
    };

const GIT_SPEC = /^(?<location>.+)@(?<revision>[^@:]+)(?::(?<folders>[^@]*))?$/;
/** Branch, tag or commit: nothing that git would read as an option, a range or a reflog entry. */
const REVISION = /^[\p{L}\p{N}_](?!.*\.\.)[\p{L}\p{N}_./+-]*$/u;
const ADVICE = "write a folder, or path-or-url@commit-or-branch[:subfolder,subfolder]";

/**
 * Reads `folder` or `path-or-url@commit-or-branch[:subfolder,subfolder]`; a folder that exists under the
 * whole text wins. Throws `SourceUnavailable` for what git could take for an option or a command.
 */
export function parseSpec(text: string): SourceSpec {
  if (existsSync(text)) return { kind: "folder", path: text };
  const groups = GIT_SPEC.exec(text)?.groups;
  const { location = "", revision = "", folders = "" } = groups ?? {};
  const here = existsSync(location);
  if (isUrl(text) && !here && !isUrl(location))
    throw new SourceUnavailable(`source ${text} names no commit or branch`, ADVICE);
  if (!groups) throw new SourceUnavailable(`no such folder: ${text}`, `check the path, or ${ADVICE}`);
  assertSafeLocation(location);
  if (!REVISION.test(revision)) throw new SourceUnavailable(`not a commit or branch name: ${revision}`, ADVICE);
  return { kind: "git", location, revision, folders: folders.split(",").map(normalFolder).filter(Boolean) };
}

/** True for what git fetches from elsewhere, false for a path on this machine. */
export function isUrl(location: string): boolean {
  return /^[a-z+.-]+:\/\//i.test(location) || /^[\w.-]+@[\w.-]+:/.test(location);
}

/** Refuses options, remote helpers that run commands (`ext::sh -c …`) and unknown protocols. */
export function assertSafeLocation(location: string): void {
  const protocol = /^([a-z+.-]+):/i.exec(location)?.[1]?.toLowerCase();
  const remote = protocol !== undefined && !existsSync(location);
  if (location.startsWith("-") || (remote && !/^(https|http|ssh|git|file):\/\//i.test(location)))
    throw new SourceUnavailable(`not a repository path or URL: ${location}`, "use a path, https:// or ssh://");
}

function normalFolder(folder: string): string {
  const parts = folder.split("/").filter((part) => part !== "" && part !== ".");
  if (parts.includes("..")) throw new SourceUnavailable(`subfolder leads outside: ${folder}`, ADVICE);
  return parts.join("/");
}
