import { existsSync } from "node:fs";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { createHash } from "node:crypto";
import { join, resolve } from "node:path";
import { repositoryName } from "../names.ts";
import { withLock } from "../locked.ts";
import { gitIn } from "./git.ts";

export interface MirrorSettings {
  /** Folder of our own bare repositories, `.ipai/mirrors`. */
  readonly cache: string;
  /** Where repositories are kept on this machine: a path with `{owner}`, `{name}` and `{host}`. */
  readonly pattern?: string | undefined;
  /** True: no remote is ever asked. */
  readonly offline?: boolean | undefined;
}

/** Our bare repository of one URL. */
export interface Mirror {
  readonly url: string;
  readonly gitDir: string;
  /** A repository on this machine that stands for the URL; its objects are borrowed, not copied. */
  readonly local: string | null;
  readonly offline: boolean;
}

/**
 * Opens, or makes, the bare repository that serves a URL. Objects come from the local mirror where the pattern
 * names one that exists, else from the network and without file contents until they are needed.
 */
export async function openMirror(url: string, settings: MirrorSettings): Promise<Mirror> {
  const local = localMirror(url, settings.pattern);
  const gitDir = mirrorFolder(url, settings.cache);
  if (!existsSync(join(gitDir, "HEAD"))) await create(gitDir, url);
  await borrow(gitDir, local);
  return { url, gitDir, local, offline: settings.offline ?? false };
}

/** Where our repository of a URL lies, or will lie: named after it, and unlike that of any other URL. */
export function mirrorFolder(url: string, cache: string): string {
  const digest = createHash("sha256").update(url).digest("hex").slice(0, 8);
  return join(cache, `${(repositoryName(url) ?? "repository").replace("/", "+")}-${digest}`);
}

/** The git directory on this machine that stands for a URL; null where the pattern leads nowhere. */
export function localMirror(url: string, pattern: string | undefined): string | null {
  const [owner, name] = repositoryName(url)?.split("/") ?? [];
  if (!pattern || !owner || !name) return null;
  const host = /^(?:\w+:\/\/)?(?:[^@/]*@)?([^/:]*)/.exec(url)?.[1] ?? "";
  const path = resolve(pattern.replaceAll("{owner}", owner).replaceAll("{name}", name).replaceAll("{host}", host));
  return [path, join(path, ".git"), `${path}.git`].find((folder) => existsSync(join(folder, "objects"))) ?? null;
}

async function create(gitDir: string, url: string): Promise<void> {
  const scratch = `${gitDir}.${process.pid}`;
  await mkdir(scratch, { recursive: true });
  const git = gitIn(scratch);
  await git.raw("init", "--quiet", "--bare", ".");
  await git.addConfig("remote.origin.url", url);
  await rm(join(scratch, "hooks"), { recursive: true, force: true });
  await rename(scratch, gitDir).catch(async (error: unknown) => {
    await rm(scratch, { recursive: true, force: true });
    if (!existsSync(join(gitDir, "HEAD"))) throw error;
  });
}

async function borrow(gitDir: string, local: string | null): Promise<void> {
  if (!local) return;
  const file = join(gitDir, "objects/info/alternates");
  const known = await readFile(file, "utf8").catch(() => "");
  const line = `${join(local, "objects")}\n`;
  if (known.includes(line)) return;
  await withLock(gitDir, async () => {
    await mkdir(join(gitDir, "objects/info"), { recursive: true });
    await writeFile(file, known + line);
  });
}
