import type { Issue, Result } from "@ipai/core";
import { fetchCommits, fetchRef, keep } from "./git/fetch.ts";
import { remakeMerges } from "./git/merge.ts";
import type { Mirror } from "./git/mirror.ts";
import type { Pin } from "./schema.ts";

/**
 * Makes sure that a mirror holds what a pin names, merges included, and answers the commit to read modules from;
 * null with the reason when nobody has it any more, or the recorded merges no longer give the recorded tree.
 */
export async function ensurePin(mirror: Mirror, name: string, pin: Pin): Promise<Result<string | null>> {
  const gone = await fetchCommits(mirror, [pin.commit]);
  if (gone.length > 0) return { value: null, issues: [commitGone(name, pin, mirror)] };
  await keep(mirror, pin.commit);
  if (!pin.merges) return { value: pin.commit, issues: [] };
  const { value, issues } = await remakeMerges(mirror, pin.commit, pin.merges);
  if (!value) return { value: null, issues };
  const tree = value.merges.at(-1)?.tree;
  if (value.head === pin.head && tree === pin.merges.at(-1)?.tree) return { value: value.head, issues };
  return { value: null, issues: [...issues, mergeDiffers(name)] };
}

/** The newest commit of a branch, kept in the mirror; null with the reason where the remote does not give it. */
export async function ensureBranch(mirror: Mirror, branch: string): Promise<Result<string | null>> {
  const fetched = await fetchRef(mirror, { ref: branch });
  if (fetched.value) await keep(mirror, fetched.value);
  return fetched;
}

function commitGone(name: string, pin: Pin, mirror: Mirror): Issue {
  return {
    code: "commit-gone",
    severity: "error",
    message: `${name}@${pin.commit.slice(0, 12)} (${pin.branch}, ${pin.date.slice(0, 10)}) is neither on this machine nor at ${mirror.local ?? mirror.url}`,
    advice: mirror.offline
      ? "run again without --offline, or fetch it into the mirror"
      : `the branch was rewritten or the remote is out of reach: try again, or move the pin with \`ipai oca bump ${name}\``,
  };
}

function mergeDiffers(name: string): Issue {
  return {
    code: "merge-differs",
    severity: "error",
    message: `${name}: the recorded commits do not merge to the recorded tree`,
    advice: `the lock was edited by hand or badly merged: run \`ipai oca bump ${name}\``,
  };
}
