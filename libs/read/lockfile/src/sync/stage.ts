import { chmodSync, closeSync, mkdirSync, openSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setImmediate as breathe } from "node:timers/promises";
import type { Issue } from "@ipai/core";
import {
  blobOid,
  findDangers,
  parseListing,
  readFiles,
  runGit,
  type ModuleFile,
  type Reader,
  type TreeFile,
} from "@ipai/sources";
import { fetchBlobs } from "../git/fetch.ts";
import { openMirror, type MirrorSettings } from "../git/mirror.ts";
import { ensurePin } from "../pinned.ts";
import type { NamedPin } from "../pins.ts";
import { openPinned } from "../read-modules.ts";

/** Writes modules of one pin below `folder`, from git's objects, each file checked against its oid; issues mean: do not use it. */
export async function stageModules(
  { name, pin }: NamedPin,
  wanted: readonly { readonly name: string; readonly path: string; readonly tree: string }[],
  folder: string,
  settings: MirrorSettings,
): Promise<readonly Issue[]> {
  const mirror = await openMirror(pin.url, settings);
  const { value: commit, issues } = await ensurePin(mirror, name, pin);
  if (!commit) return issues;
  const source = openPinned(mirror, commit, pin.folders, name);
  const modules = wanted.map((one) => source.modules.find(({ path }) => path === one.path));
  const wrong = wanted
    .filter(({ tree }, index) => modules[index]?.tree !== tree)
    .map((one) => treeDiffers(name, commit, one.name));
  if (wrong.length > 0) return wrong;
  const plain = source.list(modules.map((module) => module!)).map((listing) => parseListing(listing));
  await fetchBlobs(
    mirror,
    plain.flatMap((files) => files.map(({ oid }) => oid)),
  );
  const listings = plain.map((files) => withLinks(files, source.reader));
  const dangers = listings.flatMap((files, index) => findDangers(files, wanted[index]!.name));
  if (dangers.length > 0) return dangers;
  const problems: Issue[] = [];
  for (const [index, files] of listings.entries()) {
    problems.push(...writeModule(folder, wanted[index]!.name, files, source.reader));
    await breathe();
  }
  return problems;
}

/** A link whose target is not at hand is left without one: writing it will say that its object is missing. */
function withLinks(files: readonly ModuleFile[], reader: Reader): TreeFile[] {
  const links = files.filter(({ mode }) => mode === "120000");
  const targets = new Map<string, string>();
  readFiles(reader, links, (index, bytes) => {
    if (typeof bytes !== "string") targets.set(links[index]!.path, bytes.toString());
  });
  return files.map((file) => {
    const link = targets.get(file.path);
    return link === undefined ? file : { ...file, link };
  });
}

function writeModule(parent: string, module: string, files: readonly TreeFile[], reader: Reader): Issue[] {
  const root = join(parent, module);
  const issues: Issue[] = [];
  const folders = new Set<string>();
  const makeFolder = (folder: string) => {
    if (folders.has(folder)) return;
    mkdirSync(folder, { recursive: true });
    folders.add(folder);
  };
  makeFolder(root);
  readFiles(reader, files, (index, bytes) => {
    const { path, mode, oid, link } = files[index]!;
    const at = join(root, path);
    makeFolder(dirname(at));
    if (bytes === "missing" || (typeof bytes !== "string" && blobOid(bytes) !== oid))
      return void issues.push(damaged(`${module}/${path}`, oid));
    if (link !== undefined) return symlinkSync(link, at);
    if (bytes === "too-large") return copyLarge(reader, oid, at, mode);
    // `wx`: whatever is already there under this name is not written through.
    writeFileSync(at, bytes, { flag: "wx", mode: mode === "100755" ? 0o777 : 0o666 });
  });
  return issues;
}

/** Straight from git to the disk, without a buffer in between. */
function copyLarge(reader: Reader, oid: string, at: string, mode: string): void {
  if (reader.kind !== "git") return;
  const fd = openSync(at, "wx");
  try {
    runGit([`--git-dir=${reader.gitDir}`, "cat-file", "blob", oid], { stdout: fd });
  } finally {
    closeSync(fd);
  }
  if (mode === "100755") chmodSync(at, 0o755);
}

function damaged(path: string, oid: string): Issue {
  return {
    code: "object-missing",
    severity: "error",
    message: `no sound copy of ${path} (${oid.slice(0, 12)}) is at hand: the mirror lacks or damaged it, and the remote did not give it`,
    advice: "sync with network access; if that does not help, delete the repository's folder in .ipai/mirrors first",
  };
}

function treeDiffers(repository: string, commit: string, module: string): Issue {
  return {
    code: "tree-differs",
    severity: "error",
    message: `${module} in ${repository}@${commit.slice(0, 12)} is not what the lock says`,
    advice: `the lock was edited by hand or badly merged: run \`ipai oca verify\`, then \`ipai oca bump ${repository}\``,
  };
}
