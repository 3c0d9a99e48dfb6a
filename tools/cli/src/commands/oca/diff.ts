import { readFile } from "node:fs/promises";
import { dirname, relative, resolve } from "node:path";
import { plural } from "@ipai/core";
import { diffLocks, parseLock, type Lock, type LockDiff, type ModuleMove } from "@ipai/lockfile";
import { runGit } from "@ipai/sources";
import { CannotRun } from "@ipai/workspace";
import type { Command } from "commander";
import { finish, ocaCommand, type CommonOptions } from "./session.ts";

/** `ipai oca diff A B`: two locks, from files or from commits of this repository. */
export function diffCommand(): Command {
  return ocaCommand("diff", "what moved between two locks: files, or commits of this repository", [
    "diff HEAD              the last commit and the file as it is",
    "diff v1.0 v1.1         two tags",
    "diff old.lock.json oca.lock.json",
  ])
    .argument("<before>", "a lock file, or a commit, branch or tag")
    .argument("[after]", "the same; the lock file as it is by default")
    .action(async (before: string, after: string | undefined, options: CommonOptions) => {
      const [old, now] = [await readSide(before, options), await readSide(after ?? options.lock, options)];
      const diff = diffLocks(old, now);
      finish(options, { ...diff, issues: [] }, renderDiff(diff));
    });
}

async function readSide(side: string, options: CommonOptions): Promise<Lock> {
  const text = await readFile(side, "utf8").catch(() => atCommit(side, options.lock));
  const { value, issues } = parseLock(text, side);
  if (value) return value;
  throw new CannotRun(`${side}: ${issues[0]!.message}`, issues[0]!.advice);
}

function atCommit(revision: string, lock: string): string {
  const folder = dirname(resolve(lock));
  const safe = /^[\w@{}^~][\w./@{}^~+-]*$/.test(revision);
  const asked = safe ? runGit(["show", `${revision}:./${relative(folder, resolve(lock))}`], { cwd: folder }) : null;
  if (asked?.ok) return asked.stdout.toString();
  throw new CannotRun(
    `${revision} is neither a lock file nor a commit that holds ${lock}`,
    "name a file, a commit, a branch or a tag",
  );
}

/** Twelve digits of a commit; a release in full. */
const short = (id: string | null): string => (id && /^[0-9a-f]{40}$/.test(id) ? id.slice(0, 12) : (id ?? "none"));

/** One line per pin, then one per module. */
export function renderDiff({ pins, modules }: LockDiff): string {
  const moves = pins.map(({ name, from, to, toDate }) =>
    `pin      ${name}  ${short(from)} → ${short(to)}  ${toDate?.slice(0, 10) ?? ""}`.trimEnd(),
  );
  const summary = `${plural(pins.length, "pin")} and ${plural(modules.length, "module")} moved`;
  return [...moves, ...modules.map(renderMove), summary].join("\n");
}

function renderMove({ name, repository, kind, from, to, version, dependsAdded, dependsRemoved }: ModuleMove): string {
  const versions =
    kind === "changed" ? `${from} → ${to}${version && version !== "none" ? ` (${version})` : ""}` : (to ?? from);
  const depends = [...dependsAdded.map((one) => `+${one}`), ...dependsRemoved.map((one) => `-${one}`)].join(" ");
  return [`${kind.padEnd(8)} ${name}`, repository, versions, depends && `depends ${depends}`]
    .filter(Boolean)
    .join("  ");
}
