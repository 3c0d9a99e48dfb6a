import { readFile } from "node:fs/promises";
import type { Issue, Result } from "@ipai/core";
import pLimit from "p-limit";
import writeFileAtomic from "write-file-atomic";
import type { MirrorSettings } from "./git/mirror.ts";
import { withLock } from "./locked.ts";
import { withClosures } from "./pin.ts";
import { CORE, pins } from "./pins.ts";
import { renderLock } from "./render.ts";
import { resolveWish, wishes } from "./resolve.ts";
import type { Lock, Pin } from "./schema.ts";

/** Remotes asked at once. */
const AT_ONCE = 8;

export interface Relocked {
  readonly lock: Lock;
  /** Wishes that got a pin or another one. */
  readonly moved: readonly string[];
  /** Wishes that stay without the pin they ask for, each with an issue. */
  readonly unresolved: readonly string[];
}

/**
 * Resolves the named wishes anew and keeps every other pin as it is. A wish that cannot be resolved keeps the pin it
 * had, or stays a wish: there is never half a pin.
 * @param commits full commits to pin instead of the newest of the branch, by name of the wish
 */
export async function relock(
  lock: Lock,
  names: readonly string[],
  settings: MirrorSettings,
  commits: Readonly<Record<string, string>> = {},
): Promise<Result<Relocked>> {
  const limit = pLimit(AT_ONCE);
  const wanted = wishes(lock).filter(({ name }) => names.includes(name));
  const outcomes = await Promise.all(
    wanted.map(({ name, wish }) =>
      limit(async () => ({ name, ...(await resolveWish(wish, settings, commits[name])) })),
    ),
  );
  const old = new Map(pins(lock).map(({ name, pin }) => [name, pin]));
  const repositories = { ...lock.resolved.repositories };
  let core = lock.resolved.core;
  for (const { name, value } of outcomes) {
    if (!value) continue;
    const pin = keepWhatHolds(value, old.get(name));
    if (name === CORE) core = pin;
    else repositories[name] = pin;
  }
  const issues = outcomes.flatMap(({ name, value, issues }) =>
    issues.map((issue) => (value ? issue : explainKept(issue, name, old.has(name)))),
  );
  const moved = outcomes.filter(({ name, value }) => value && value.commit !== old.get(name)?.commit);
  const unresolved = outcomes.filter(({ value }) => !value);
  const next = withClosures({ ...lock, resolved: { ...lock.resolved, ...(core && { core }), repositories } });
  return { value: { lock: next, moved: moved.map(nameOf), unresolved: unresolved.map(nameOf) }, issues };
}

const nameOf = ({ name }: { name: string }) => name;

/** Facts and mends belong to the content: the same commit, the same pack and mends. */
function keepWhatHolds(pin: Pin, old: Pin | undefined): Pin {
  if (!old || (old.head ?? old.commit) !== (pin.head ?? pin.commit)) return pin;
  return { ...pin, ...(old.mends && { mends: old.mends }), ...(old.facts && { facts: old.facts }) };
}

function explainKept(issue: Issue, name: string, hadPin: boolean): Issue {
  const state = hadPin ? "its pin stays as it was" : "it stays a wish";
  return {
    ...issue,
    message: `${name}: ${issue.message}; ${state}`,
    advice: `${issue.advice}; then \`ipai oca lock ${name}\``,
  };
}

/** A lock without the pins that no wish asks for any more. */
export function dropOrphans(lock: Lock): Lock {
  const kept = Object.entries(lock.resolved.repositories).filter(([name]) => lock.wish.repositories[name]);
  return withClosures({ ...lock, resolved: { ...lock.resolved, repositories: Object.fromEntries(kept) } });
}

/**
 * Writes a lock whole or not at all, and only over the text it was made from.
 * @param before the file's text when it was read; null for a file that did not exist.
 * @returns whether the file changed, or an issue when somebody else changed it meanwhile or the disk refused.
 */
export async function writeLock(path: string, before: string | null, lock: Lock): Promise<Result<boolean>> {
  const text = renderLock(lock);
  if (text === before) return { value: false, issues: [] };
  try {
    return await withLock(path, async () => {
      const now = await readFile(path, "utf8").catch(() => null);
      if (now !== before) return { value: false, issues: [changedMeanwhile(path)] };
      await writeFileAtomic(path, text);
      return { value: true, issues: [] };
    });
  } catch (error) {
    return { value: false, issues: [notWritten(path, error)] };
  }
}

function changedMeanwhile(path: string): Issue {
  return {
    code: "lock-changed-meanwhile",
    severity: "error",
    message: "the lock file changed while this command worked on it; nothing was written",
    advice: "run the command again: it starts from the new file",
    at: { path },
  };
}

function notWritten(path: string, error: unknown): Issue {
  return {
    code: "lock-not-written",
    severity: "error",
    message: `the lock file could not be written: ${error instanceof Error ? error.message : String(error)}`,
    advice: "free some disk space or mend the rights of the folder, then run the command again; the old lock is whole",
    at: { path },
  };
}
