import type { Issue, Result } from "@ipai/core";
import type { BackupConfig } from "../config/schema.ts";
import { fault } from "../run/fault.ts";
import { PROOF_TAG, readProofs, type Proven } from "./proofs.ts";
import { repositoryOf, type Repository } from "./repository.ts";
import { restic } from "./restic.ts";
import { exactTime, parseSnapshots, tagReader, type Snapshot } from "./snapshot.ts";
import { isUsable, stateOf, type CopyState } from "./state.ts";

/** Tag of the snapshots that are copies. */
const COPY_TAG = "ipai-copy";

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
  /** Files that the database named and the filestore did not have, those aside that were accepted as lost. */
  readonly missing: number;
  /** What the last drill of this copy, at this site, found; null where there was none. */
  readonly drilled: Pick<Proven, "proven" | "time" | "snapshots"> | null;
  readonly state: CopyState;
}

/**
 * Orders copies newest first: by sequence, which no clock can turn round. Copies of one sequence (those without one,
 * or of two machines at once) come by exact time, then by id: the order is the same wherever it is asked for.
 */
function newestFirst(a: Copy, b: Copy): number {
  return b.sequence - a.sequence || Date.parse(b.time) - Date.parse(a.time) || (a.id < b.id ? 1 : -1);
}

/** Copies at one site, newest first, each with its state. */
export async function readCopies(repository: Repository, name: string): Promise<Result<Copy[] | null>> {
  const args = ["snapshots", "--json", "--no-lock", "--host", name, "--tag", COPY_TAG, "--tag", PROOF_TAG];
  const { issue, stdout } = await restic(repository, args, { timeoutSeconds: 300 });
  if (issue) return { value: null, issues: [issue] };
  const snapshots = parseSnapshots(stdout);
  const proofs = readProofs(snapshots);
  const now = Date.now();
  const copies = snapshots
    .filter(({ tags }) => tags?.includes(COPY_TAG))
    .map((it) => toCopy(it, repository.site.name, proofs, now));
  return { value: copies.sort(newestFirst), issues: [] };
}

function toCopy(snapshot: Snapshot, site: string, proofs: ReadonlyMap<string, Proven>, now: number): Copy {
  const tagged = tagReader(snapshot);
  const count = (key: string) => (/^\d{1,15}$/.test(tagged(key) ?? "") ? Number(tagged(key)) : 0);
  const id = tagged("id") ?? snapshot.id.slice(0, 8);
  const copy = {
    site,
    snapshot: snapshot.id,
    id,
    time: exactTime(tagged("at")) ?? new Date(snapshot.time).toISOString(),
    sequence: count("sequence"),
    bytes: count("bytes"),
    missing: count("missing"),
    drilled: proofs.get(snapshot.id) ?? null,
  };
  return { ...copy, state: stateOf(copy, now) };
}

/** Tags that `readCopies` understands. restic's own time of a snapshot has seconds only, so the exact one is a tag. */
export function copyTags(copy: Pick<Copy, "id" | "time" | "sequence" | "bytes" | "missing">): string[] {
  const { id, time, sequence, bytes, missing } = copy;
  const tags = [COPY_TAG, `id=${id}`, `at=${time}`, `sequence=${sequence}`, `bytes=${bytes}`, `missing=${missing}`];
  return tags.flatMap((tag) => ["--tag", tag]);
}

export interface SiteCopies {
  readonly site: string;
  readonly immutable: boolean;
  /** Null where the site could not be asked. */
  readonly copies: readonly Copy[] | null;
}

/** Copies at every site; a site that does not answer, has none, or whose newest is no good, is an issue. */
export async function listCopies(config: BackupConfig): Promise<Result<SiteCopies[]>> {
  const asked = await Promise.all(
    config.sites.map(async (site) => {
      const { value, issues } = await readCopies(repositoryOf(site, config), config.name);
      return {
        row: { site: site.name, immutable: site.immutable, copies: value },
        issues: value ? judgeNewest(value, site.name) : issues,
      };
    }),
  );
  return { value: asked.map(({ row }) => row), issues: asked.flatMap(({ issues }) => issues) };
}

/** What is wrong with the newest copies of a site: an issue for each that is newer than the newest good one. */
export function judgeNewest(copies: readonly Copy[], site: string): Issue[] {
  if (copies.length === 0) return [noCopy(site)];
  const good = copies.findIndex(isUsable);
  return copies.slice(0, good < 0 ? undefined : good).map(unusable);
}

/** Why a recovery does not take a copy by itself. */
function unusable({ site, id, time, state, missing }: Copy): Issue {
  if (state === "future") {
    const advice = "mend the clock of this machine or of the server, then run `ipai backup create`";
    return fault("copy-future", `${site}: ${id} is dated ${time}, which is to come`, advice);
  }
  const why = missing > 0 ? `${missing} files were missing when it was made` : "its last drill found it broken";
  const advice = "give the files back and run `ipai backup create`; if they are lost for good, add --accept-missing";
  return fault("copy-incomplete", `${site}: ${id} is incomplete: ${why}`, advice);
}

/** The issue of a site that holds no copy. */
export function noCopy(site: string): Issue {
  return fault("site-no-copies", `${site}: there is no copy`, "run `ipai backup create`");
}
