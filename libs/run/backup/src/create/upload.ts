import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Issue, Result } from "@ipai/core";
import type { BackupConfig } from "../config/schema.ts";
import { fault } from "../run/fault.ts";
import { copyTags, readCopies, type Copy } from "../site/copies.ts";
import type { Repository } from "../site/repository.ts";
import { restic } from "../site/restic.ts";
import { stageFolder } from "./stage.ts";

/** What one site got of a copy. */
export interface Upload {
  readonly site: string;
  /** Null where the site did not get the copy. */
  readonly snapshot: string | null;
  /** New bytes that had to be stored; the rest was there already. */
  readonly addedBytes: number;
  readonly seconds: number;
}

/** Brings the stage to one site, and asks the site afterwards whether the copy is there. */
export async function uploadCopy(
  config: BackupConfig,
  repository: Repository,
  { id, time, missing }: Pick<Copy, "id" | "time" | "missing">,
  { init, bytes, lock }: { readonly init: boolean; readonly bytes: number; readonly lock?: number },
): Promise<Result<Upload>> {
  const began = Date.now();
  const site = repository.site.name;
  const none = (issue: Issue) => ({
    value: { site, snapshot: null, addedBytes: 0, seconds: (Date.now() - began) / 1000 },
    issues: [issue],
  });
  const made = init ? await initialise(repository) : null;
  if (made) return none(made);
  // Asked of the site itself: the order must hold there, whatever other sites got and whatever the clock did.
  const before = await readCopies(repository, config.name);
  if (!before.value) return none(before.issues[0]!);
  const sequence = Math.max(0, ...before.value.map((copy) => copy.sequence)) + 1;
  const seconds = time.slice(0, 19).replace("T", " ");
  const tags = copyTags({ id, time, sequence, bytes, missing });
  const flags = ["--json", "--host", config.name, "--time", seconds, "--ignore-ctime", ...tags];
  // From inside the folder: the copy's root is the stage, wherever the stage lies.
  const sent = await restic(repository, ["backup", ...flags, "."], {
    cwd: stageFolder(config),
    ...(lock !== undefined && { holding: lock }),
  });
  if (sent.issue) return none(sent.issue);
  const { value: copies, issues } = await readCopies(repository, config.name);
  const copy = copies?.find((it) => it.id === id);
  if (!copy) return none(issues[0] ?? vanished(site));
  const took = (Date.now() - began) / 1000;
  return { value: { site, snapshot: copy.snapshot, addedBytes: addedBytes(sent.stdout), seconds: took }, issues: [] };
}

/** Makes the repository where there is none. */
async function initialise(repository: Repository): Promise<Issue | null> {
  const { issue } = await restic(repository, ["cat", "config"], { timeoutSeconds: 120 });
  if (issue?.code !== "site-no-copies") return issue;
  return (await restic(repository, ["init", "--repository-version", "2"], { timeoutSeconds: 120 })).issue;
}

function vanished(site: string): Issue {
  const advice = "look at the site: somebody removes what is written there";
  return fault("site-failed", `${site}: it took the copy and does not show it`, advice);
}

function addedBytes(stdout: string): number {
  const summary = stdout.split("\n").find((line) => line.includes('"message_type":"summary"'));
  return summary ? Number((JSON.parse(summary) as { data_added: number }).data_added) : 0;
}

/** Bytes of all files below a folder. */
export async function folderBytes(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const sizes = await Promise.all(files.map(async (file) => (await stat(join(file.parentPath, file.name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}
