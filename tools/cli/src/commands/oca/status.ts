import { plural } from "@ipai/core";
import { CORE, modulesToSync, pins, staleness, verifyDisk, wishes, type Lock } from "@ipai/lockfile";
import type { Command } from "commander";
import { finish, ocaCommand, openSession, type CommonOptions } from "./session.ts";

/** `ipai oca status`: what is pinned, what is still a wish, what is on disk; asks nobody. */
export function statusCommand(): Command {
  return ocaCommand("status", "what is pinned, what is still a wish, and what lies in addons/oca", ["status"]).action(
    async (options: CommonOptions) => {
      const session = await openSession(options);
      if (!session) return;
      const { lock, target } = session;
      const wanted = [...modulesToSync(lock).values()];
      const rows = wishes(lock).map(({ name }) =>
        rowOf(lock, name, wanted.filter(({ repository }) => repository === name).length),
      );
      const disk = await verifyDisk(lock, target, { ...session.settings, offline: true });
      const open = rows.filter(({ open }) => open !== null);
      const issues = disk.issues.map((issue) => ({
        ...issue,
        severity: issue.severity === "error" ? ("warning" as const) : issue.severity,
      }));
      const summary = `${plural(pins(lock).length, "pin")}, ${open.length} of ${rows.length} wishes open, ${plural(wanted.length, "module")} wanted, ${disk.checked} on disk`;
      finish(
        options,
        { series: lock.series, repositories: rows, disk, issues },
        [...rows.map(render), summary].join("\n"),
      );
    },
  );
}

interface Row {
  readonly name: string;
  readonly branch: string;
  readonly commit: string | null;
  readonly date: string | null;
  readonly modules: number;
  readonly wanted: number;
  readonly merges: number;
  /** Why the wish is not met, or null. */
  readonly open: string | null;
  readonly resolve: string | null;
}

function rowOf(lock: Lock, name: string, wanted: number): Row {
  const { wish } = wishes(lock).find((one) => one.name === name)!;
  const pin = pins(lock).find((one) => one.name === name)?.pin;
  const open = staleness(lock, name);
  return {
    name,
    branch: wish.branch,
    commit: pin?.commit ?? null,
    date: pin?.date ?? null,
    modules: Object.keys(pin?.modules ?? {}).length,
    wanted,
    merges: pin?.merges?.length ?? 0,
    open,
    resolve: open && `ipai oca lock ${name}`,
  };
}

function render({ name, branch, commit, date, modules, wanted, merges, open, resolve }: Row): string {
  const place = commit ? `${name}@${commit.slice(0, 12)}` : `${name} ${branch}`;
  if (!commit) return `wish     ${place}  ${open}: ${resolve}`;
  const use = name === CORE ? plural(modules, "module") : `${wanted} of ${plural(modules, "module")}`;
  const extra = [merges > 0 ? plural(merges, "merge") : "", open ? `${open}: ${resolve}` : ""].filter(Boolean);
  return [`pinned   ${place}  ${date!.slice(0, 10)}  ${use}`, ...extra].join("  ");
}
