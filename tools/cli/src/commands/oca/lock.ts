import { CannotRun, progress, progressDone } from "@ipai/workspace";
import { type Issue, plural } from "@ipai/core";
import { dropOrphans, pinnedPackages, pins, relock, stalePackages, staleness, wishes, type Lock } from "@ipai/lockfile";
import type { Command } from "commander";
import { movePackages, packageNames } from "./packages.ts";
import {
  finish,
  indexOptions,
  ocaCommand,
  openForLocking,
  save,
  type CommonOptions,
  type PackageOptions,
  type Session,
} from "./session.ts";

/** `ipai oca lock [repository…]`: gives every wish without its pin one, and moves no other. */
export function lockCommand(): Command {
  const command = ocaCommand("lock", "resolve wishes that have no pin yet; pins that fit their wish stay", [
    "lock                      every wish without a pin",
    "lock OCA/server-tools     one of them",
    "lock odoo/odoo            Odoo itself",
    "lock packages             the packages, with all that they need",
  ]);
  return indexOptions(command)
    .argument("[repository...]", "names as in the wish")
    .action(async (names: string[], options: PackageOptions) => {
      const session = await openForLocking(options);
      if (session) await lockWishes(session, names, options);
    });
}

/** Resolves what is stale, writes the lock and says what moved; `add` ends here too. */
export async function lockWishes(session: Session, names: readonly string[], options: CommonOptions): Promise<void> {
  const lock = dropOrphans(session.lock);
  const { repositories, packages } = selected(lock, names);
  const stale = repositories.filter((name) => staleness(lock, name) !== null);
  if (stale.length > 0) progress(`resolving ${stale.length} of ${wishes(lock).length} wishes`);
  const git = await relock(lock, stale, session.settings);
  const moved = packages.length > 0 ? await movePackages(session, git.value.lock, new Set()) : null;
  progressDone();
  const next = moved?.value.lock ?? git.value.lock;
  const { written, issues: writing } = await save(session, next);
  const issues: Issue[] = [...git.issues, ...(moved?.issues ?? []), ...writing];
  const pinned = git.value.moved.map((name) => described(next, name));
  const unresolved = [...git.value.unresolved, ...(moved?.value.unresolved ?? [])];
  const result = { written, pinned, packages: moved?.value.moved ?? [], unresolved, issues };
  finish(options, result, renderLocked(result, next));
}

/** Wishes for repositories and for packages, all or the named ones; an unknown name cannot be worked on. */
export function selected(
  lock: Lock,
  names: readonly string[],
): { readonly repositories: string[]; readonly packages: string[] } {
  const repositories = wishes(lock).map(({ name }) => name);
  const packages = packageNames(lock);
  if (names.length === 0) return { repositories, packages };
  const unknown = names.find((name) => !repositories.includes(name) && name !== "packages" && !packages.includes(name));
  if (unknown) throw new CannotRun(`the lock has no wish for ${unknown}`, `add it with \`ipai oca add ${unknown}\``);
  return {
    repositories: names.filter((name) => repositories.includes(name)),
    packages: names.includes("packages") ? packages : names.filter((name) => packages.includes(name)),
  };
}

function described(lock: Lock, name: string): { name: string; commit: string; date: string; modules: number } {
  const { commit, date, modules } = pins(lock).find((one) => one.name === name)!.pin;
  return { name, commit, date, modules: Object.keys(modules).length };
}

function renderLocked(
  {
    written,
    pinned,
    packages,
  }: {
    readonly written: boolean;
    readonly pinned: readonly ReturnType<typeof described>[];
    readonly packages: readonly string[];
  },
  lock: Lock,
): string {
  const lines = pinned.map(
    ({ name, commit, date, modules }) =>
      `pinned   ${name}@${commit.slice(0, 12)}  ${date.slice(0, 10)}  ${plural(modules, "module")}`,
  );
  const state = written ? "lock     written" : "lock     unchanged";
  const moved = packages.flatMap((module) => {
    const pin = lock.resolved.packages?.[module];
    return pin ? [`pinned   ${pin.name} ${pin.release}  sha256 ${pin.sha256.slice(0, 12)}`] : [];
  });
  const open = wishes(lock).filter(({ name }) => staleness(lock, name) !== null).length + stalePackages(lock).size;
  const all = wishes(lock).length + Object.keys(lock.wish.packages ?? {}).length;
  const packed = pinnedPackages(lock).length;
  const count = `${plural(pins(lock).length, "pin")}${packed > 0 ? `, ${plural(packed, "package")}` : ""}, ${open} of ${all} wishes open`;
  return [...lines, ...moved, `${state}: ${count}`].join("\n");
}
