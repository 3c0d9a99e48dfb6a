import type { Issue, Result } from "@ipai/core";
import { blobOid, parseListing, readFiles, treeOfFiles } from "@ipai/sources";
import { fetchBlobs } from "./git/fetch.ts";
import type { Mirror } from "./git/mirror.ts";
import { askGit } from "./git/objects.ts";
import { openPinned } from "./read-modules.ts";
import type { Mend, Pin } from "./schema.ts";

/** Tree of Odoo's framework at a commit; undefined for a repository without one. */
export function frameworkTree(mirror: Mirror, commit: string): string | undefined {
  const { ok, stdout } = askGit(mirror.gitDir, ["rev-parse", "--verify", "--quiet", `${commit}:odoo`]);
  return ok ? stdout.trim() : undefined;
}

/** Trees of modules by name, as they are where a mend applies. */
export function mendedTrees(pin: Pin): Map<string, string> {
  return new Map((pin.mends ?? []).map(({ module, tree }) => [module, tree]));
}

/** The text with a mend applied; null when what it looks for is not there exactly once. */
export function applyMend(text: string, { find, replace }: Pick<Mend, "find" | "replace">): string | null {
  const parts = text.split(find);
  return parts.length === 2 ? parts.join(replace) : null;
}

/** Derives the tree that a mend makes of its module at a commit. */
export async function deriveMend(
  mirror: Mirror,
  commit: string,
  pin: Pick<Pin, "folders">,
  mend: Omit<Mend, "tree">,
): Promise<Result<string | null>> {
  const source = openPinned(mirror, commit, pin.folders, mirror.url);
  const folder = source.modules.find(({ name }) => name === mend.module);
  const files = folder ? parseListing(source.list([folder])[0]!) : [];
  const file = files.find(({ path }) => path === mend.file);
  if (!file) return refuse(`${mend.module}/${mend.file} is not there`);
  await fetchBlobs(mirror, [file.oid]);
  let text = "";
  readFiles(source.reader, [{ path: mend.file, oid: file.oid }], (_, bytes) => {
    text = bytes.toString();
  });
  const mended = applyMend(text, mend);
  if (mended === null)
    return refuse(`${mend.module}/${mend.file} does not hold ${JSON.stringify(mend.find)} exactly once`);
  const oid = blobOid(Buffer.from(mended));
  return { value: treeOfFiles(files.map((one) => (one === file ? { ...one, oid } : one))), issues: [] };
}

function refuse(message: string): { value: null; issues: Issue[] } {
  const advice = "the mend does not fit this commit: drop it, or write it anew with `ipai oca mend`";
  return { value: null, issues: [{ code: "mend-does-not-fit", severity: "error", message, advice }] };
}
