import { execFileSync } from "node:child_process";
import {
  appendFileSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
  readlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Edit } from "../schema.ts";

/** A scratch copy of the workspace: what is broken in it is broken nowhere else. */
export interface WorkspaceCopy {
  readonly root: string;
  /** Breaks it; the returned function mends it. Throws where an edit does not fit any more. */
  apply(edits: readonly Edit[]): () => void;
  remove(): void;
}

/** Copies tracked and new files with their history, and the workspace's own packages; installed ones are linked. */
export function copyWorkspace(root: string): WorkspaceCopy {
  const scratch = mkdtempSync(join(tmpdir(), "ipai-gate-"));
  git("clone", "--quiet", "--shared", "--no-checkout", root, scratch);
  git("-C", scratch, "reset", "--quiet");
  const files = git("-C", root, "ls-files", "-z", "--cached", "--others", "--exclude-standard").split("\0");
  for (const file of files.filter((it) => it && exists(join(root, it)))) {
    mkdirSync(dirname(join(scratch, file)), { recursive: true });
    cpSync(join(root, file), join(scratch, file), { verbatimSymlinks: true });
  }
  linkPackages(root, scratch);
  linkCache(join(root, ".ipai"), join(scratch, ".ipai"));
  return {
    root: scratch,
    apply: (edits) => applyEdits(scratch, edits),
    remove: () => rmSync(scratch, { recursive: true, force: true }),
  };
}

function git(...args: string[]): string {
  return execFileSync("git", args, { encoding: "utf8", maxBuffer: 2 ** 28 });
}

/** Own packages and their programs are the copy's, so that an edit of our code counts. */
function linkPackages(root: string, scratch: string): void {
  const [from, to] = [join(root, "node_modules"), join(scratch, "node_modules")];
  mkdirSync(join(to, ".bin"), { recursive: true });
  for (const name of readdirSync(from))
    if (!OWN.includes(name) && name !== ".cache" && name !== ".bin") symlinkSync(join(from, name), join(to, name));
  for (const scope of OWN.filter((name) => existsSync(join(from, name)))) {
    mkdirSync(join(to, scope));
    // npm links them by relative paths, which lead into the copy from here.
    for (const name of readdirSync(join(from, scope)))
      symlinkSync(readlinkSync(join(from, scope, name)), join(to, scope, name));
  }
  for (const name of readdirSync(join(from, ".bin"))) {
    const own = name.startsWith("ipai");
    symlinkSync(own ? readlinkSync(join(from, ".bin", name)) : join(from, ".bin", name), join(to, ".bin", name));
  }
}

/** Scopes of our own packages. */
const OWN = ["@ipai", "@odoo-parity"];

/** What was read and fetched before, all of it named by its content. */
function linkCache(from: string, to: string): void {
  mkdirSync(to);
  for (const name of ["facts", "packs", "git", "mirrors"])
    if (existsSync(join(from, name))) symlinkSync(join(from, name), join(to, name));
}

function applyEdits(scratch: string, edits: readonly Edit[]): () => void {
  const undos = edits.map((edit) => {
    const path = join(scratch, edit.file);
    const before = exists(path) ? readFileSync(path) : null;
    applyEdit(path, edit);
    return () => (before === null ? rmSync(path, { force: true }) : writeFileSync(path, before));
  });
  return () => {
    for (const undo of undos.toReversed()) undo();
  };
}

function applyEdit(path: string, { file, replace, append, remove }: Edit): void {
  if (remove) rmSync(path);
  if (append !== undefined) {
    mkdirSync(dirname(path), { recursive: true });
    appendFileSync(path, append);
  }
  if (!replace) return;
  const text = readFileSync(path, "utf8");
  if (!text.includes(replace[0])) throw new Error(`${file} has no ${JSON.stringify(replace[0])} any more`);
  writeFileSync(
    path,
    text.replace(replace[0], () => replace[1]),
  );
}

/** Also a link that leads nowhere. */
function exists(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}
