import { createHash, hash } from "node:crypto";

/** One line of a git tree: `name` holds the file name's bytes, one per character. */
export interface TreeLine {
  readonly name: string;
  readonly mode: string;
  readonly oid: string;
}

/** git's oid of a file's bytes: `git hash-object`, before any filter of `.gitattributes`. */
export function blobOid(bytes: Uint8Array): string {
  return createHash("sha1").update(`blob ${bytes.length}\0`).update(bytes).digest("hex");
}

/** git's oid of a folder from its lines, in any order: `git mktree`. */
export function treeOid(lines: readonly TreeLine[]): string {
  const body = [...lines]
    .sort((a, b) => (sortName(a) < sortName(b) ? -1 : 1))
    .map(({ mode, name, oid }) => `${mode.replace(/^0/, "")} ${name}\0${Buffer.from(oid, "hex").toString("latin1")}`)
    .join("");
  return hash("sha1", Buffer.from(`tree ${body.length}\0${body}`, "latin1"));
}

/** git orders a folder as if its name ended with `/` (`tree.c: base_name_compare`). */
function sortName({ name, mode }: TreeLine): string {
  return mode === "040000" ? `${name}/` : name;
}

/** A text as one character per byte of its UTF-8 form, which compares and hashes as git does. */
export function toByteString(text: string): string {
  // oxlint-disable-next-line no-control-regex
  return /^[\x00-\x7f]*$/.test(text) ? text : Buffer.from(text, "utf8").toString("latin1");
}

/** git's oid of a folder with subfolders, from all its files with paths relative to it. */
export function treeOfFiles(
  files: readonly { readonly path: string; readonly mode: string; readonly oid: string }[],
): string {
  const lines: TreeLine[] = [];
  const folders = new Map<string, { path: string; mode: string; oid: string }[]>();
  for (const { path, mode, oid } of files) {
    const slash = path.indexOf("/");
    const inside = { path: path.slice(slash + 1), mode, oid };
    if (slash < 0) lines.push({ name: toByteString(path), mode, oid });
    else folders.set(path.slice(0, slash), [...(folders.get(path.slice(0, slash)) ?? []), inside]);
  }
  for (const [name, inside] of folders)
    lines.push({ name: toByteString(name), mode: "040000", oid: treeOfFiles(inside) });
  return treeOid(lines);
}
