import { type Issue, plural } from "@ipai/core";
import { dropOrphans, pins, relock, staleness, wishes, type Lock } from "@ipai/lockfile";
import { CannotRun, progress, progressDone } from "@ipai/workspace";
import type { Command } from "commander";
import { finish, ocaCommand, openForLocking, save, type CommonOptions, type Session } from "./session.ts";

/** `ipai oca lock [repository…]`: gives every wish without its pin one, and moves no other. */
export function lockCommand(): Command {
  return ocaCommand("lock", "resolve wishes that have no pin yet; pins that fit their wish stay", [
    "lock                      every wish without a pin",
    "lock OCA/server-tools     one of them",
    "lock odoo/odoo            Odoo itself",
  ])
    .argument("[repository...]", "names as in the wish")
    .action(async (names: string[], options: CommonOptions) => {
      const session = await openForLocking(options);
      if (session) await lockWishes(session, names, options);
    });
}

/** Resolves what is stale, writes the lock and says what moved; `add` ends here too. */
export async function lockWishes(session: Session, names: readonly string[], options: CommonOptions): Promise<void> {
  const lock = dropOrphans(session.lock);
  const stale = selected(lock, names).filter((name) => staleness(lock, name) !== null);
  if (stale.length > 0) progress(`resolving ${stale.length} of ${wishes(lock).length} wishes`);
  const { value, issues: resolving } = await relock(lock, stale, session.settings);
  progressDone();
  const { written, issues: writing } = await save(session, value.lock);
  const issues: Issue[] = [...resolving, ...writing];
  const pinned = value.moved.map((name) => described(value.lock, name));
  const result = { written, pinned, unresolved: value.unresolved, issues };
  finish(options, result, renderLocked(result, value.lock));
}

/** All wishes, or the named ones; an unknown name cannot be worked on. */
export function selected(lock: Lock, names: readonly string[]): string[] {
  const known = wishes(lock).map(({ name }) => name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown) throw new CannotRun(`the lock has no wish for ${unknown}`, `add it with \`ipai oca add ${unknown}\``);
  return names.length > 0 ? [...names] : known;
}

function described(lock: Lock, name: string): { name: string; commit: string; date: string; modules: number } {
  const { commit, date, modules } = pins(lock).find((one) => one.name === name)!.pin;
  return { name, commit, date, modules: Object.keys(modules).length };
}

function renderLocked(
  { written, pinned }: { readonly written: boolean; readonly pinned: readonly ReturnType<typeof described>[] },
  lock: Lock,
): string {
  const lines = pinned.map(
    ({ name, commit, date, modules }) =>
      `pinned   ${name}@${commit.slice(0, 12)}  ${date.slice(0, 10)}  ${plural(modules, "module")}`,
  );
  const state = written ? "lock     written" : "lock     unchanged";
  const open = wishes(lock).filter(({ name }) => staleness(lock, name) !== null);
  const count = `${plural(pins(lock).length, "pin")}, ${open.length} of ${wishes(lock).length} wishes open`;
  return [...lines, `${state}: ${count}`].join("\n");
}
