import type { Issue, Result } from "@ipai/core";
import { z } from "zod";
import type { BackupConfig } from "../config/schema.ts";
import { fault } from "../run/fault.ts";
import { repositoryOf, type Repository } from "./repository.ts";
import { restic } from "./restic.ts";

/** Tag of the snapshots that are whole copies. */
const COPY_TAG = "ipai-copy";

const Snapshot = z.object({
  id: z.string().regex(/^[0-9a-f]{64}$/),
  time: z.string(),
  tags: z.array(z.string()).optional(),
});
const Snapshots = z.array(Snapshot).nullable();

/** One copy as it lies at one site. */
export interface Copy {
  readonly site: string;
  /** restic's own name for it: the SHA-256 of the snapshot. */
  readonly snapshot: string;
  /** The same at every site that got this copy: `20261122T130501Z-4fd2a1`. */
  readonly id: string;
  /** When the database was in the state that the copy holds, UTC, by the clock of its server. */
  readonly time: string;
  /** The place in the order of this site: later copies have higher ones. 0 for a copy made before copies had one. */
  readonly sequence: number;
  readonly bytes: number;
}

/**
 * Orders copies newest first: by sequence, which no clock can turn round. Copies of one sequence (those without one,
 * or of two machines at once) come by exact time, then by id: the order is the same wherever it is asked for.
 */
function newestFirst(a: Copy, b: Copy): number {
  return b.sequence - a.sequence || Date.parse(b.time) - Date.parse(a.time) || (a.id < b.id ? 1 : -1);
}

/** Copies at one site, newest first. */
export async function readCopies(repository: Repository, name: string): Promise<Result<Copy[] | null>> {
  const args = ["snapshots", "--json", "--no-lock", "--host", name, "--tag", COPY_TAG];
  const { issue, stdout } = await restic(repository, args, { timeoutSeconds: 300 });
  if (issue) return { value: null, issues: [issue] };
  const copies = (Snapshots.parse(JSON.parse(stdout)) ?? []).map((it) => toCopy(it, repository.site.name));
  return { value: copies.sort(newestFirst), issues: [] };
}

function toCopy({ id, time, tags = [] }: z.infer<typeof Snapshot>, site: string): Copy {
  const tagged = (key: string) => tags.find((tag) => tag.startsWith(`${key}=`))?.slice(key.length + 1);
  return {
    site,
    snapshot: id,
    id: tagged("id") ?? id.slice(0, 8),
    time: exactTime(tagged("at")) ?? new Date(time).toISOString(),
    sequence: /^\d{1,12}$/.test(tagged("sequence") ?? "") ? Number(tagged("sequence")) : 0,
    bytes: Number(tagged("bytes") ?? 0),
  };
}

function exactTime(tag: string | undefined): string | undefined {
  return tag && z.iso.datetime().safeParse(tag).success ? new Date(tag).toISOString() : undefined;
}

/** Tags that `readCopies` understands. restic's own time of a snapshot has seconds only, so the exact one is a tag. */
export function copyTags({ id, time, sequence, bytes }: Pick<Copy, "id" | "time" | "sequence" | "bytes">): string[] {
  const tags = [COPY_TAG, `id=${id}`, `at=${time}`, `sequence=${sequence}`, `bytes=${bytes}`];
  return tags.flatMap((tag) => ["--tag", tag]);
}

export interface SiteCopies {
  readonly site: string;
  readonly immutable: boolean;
  /** Null where the site could not be asked. */
  readonly copies: readonly Copy[] | null;
}

/** Copies at every site; a site that does not answer, or has none, is an issue that names it. */
export async function listCopies(config: BackupConfig): Promise<Result<SiteCopies[]>> {
  const asked = await Promise.all(
    config.sites.map(async (site) => {
      const { value, issues } = await readCopies(repositoryOf(site, config), config.name);
      return {
        row: { site: site.name, immutable: site.immutable, copies: value },
        issues: value?.length === 0 ? [noCopy(site.name)] : issues,
      };
    }),
  );
  return { value: asked.map(({ row }) => row), issues: asked.flatMap(({ issues }) => issues) };
}

/** The issue of a site that holds no copy. */
export function noCopy(site: string): Issue {
  return fault("site-no-copies", `${site}: there is no copy`, "run `ipai backup create`");
}
