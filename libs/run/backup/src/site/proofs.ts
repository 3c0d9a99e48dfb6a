import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Issue } from "@ipai/core";
import type { Repository } from "./repository.ts";
import { restic } from "./restic.ts";
import { exactTime, tagReader, type Snapshot } from "./snapshot.ts";

/** Tag of the small snapshots that say what a drill found of a copy: a site that only takes new data takes them too. */
export const PROOF_TAG = "ipai-proof";

/** What drills found of one copy. */
export interface Proven {
  readonly proven: boolean;
  /** Of the last drill, UTC. */
  readonly time: string;
  /** The snapshots that say so, all of them: they go with the copy. */
  readonly snapshots: readonly string[];
}

/** What was proven, by the snapshot of the copy; the last of several counts. */
export function readProofs(snapshots: readonly Snapshot[]): Map<string, Proven> {
  const proofs = new Map<string, Proven>();
  for (const snapshot of snapshots.filter(({ tags }) => tags?.includes(PROOF_TAG))) {
    const tagged = tagReader(snapshot);
    const [of, time] = [tagged("of"), exactTime(tagged("at"))];
    if (!of || !time) continue;
    const known = proofs.get(of);
    const snapshotIds = [...(known?.snapshots ?? []), snapshot.id];
    const newer = !known || time >= known.time ? { proven: tagged("proven") === "yes", time } : known;
    proofs.set(of, { ...newer, snapshots: snapshotIds });
  }
  return proofs;
}

/** Leaves beside a copy what a drill found of it; an issue (a warning) where the site does not take it. */
export async function writeProof(
  repository: Repository,
  name: string,
  copy: { readonly id: string; readonly snapshot: string },
  proven: boolean,
): Promise<Issue | null> {
  const folder = await mkdtemp(join(tmpdir(), "ipai-proof-"));
  try {
    const at = new Date().toISOString();
    await writeFile(join(folder, "proof.json"), JSON.stringify({ copy: copy.id, snapshot: copy.snapshot, proven, at }));
    const tags = [PROOF_TAG, `of=${copy.snapshot}`, `at=${at}`, `proven=${proven ? "yes" : "no"}`];
    const flags = ["--host", name, ...tags.flatMap((tag) => ["--tag", tag])];
    const { issue } = await restic(repository, ["backup", "-q", "--no-cache", ...flags, "."], { cwd: folder });
    return (
      issue && { ...issue, severity: "warning", message: `${issue.message} (the drill's result is not kept there)` }
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
