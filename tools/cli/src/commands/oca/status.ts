import {
  CORE,
  duplicates,
  modulesToSync,
  pinnedPackages,
  pins,
  stalePackages,
  staleness,
  verifyDisk,
  wishes,
  type Lock,
} from "@ipai/lockfile";
import { groupBy, plural } from "@ipai/core";
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
      const packages = packagesOf(lock, new Set(modulesToSync(lock).keys()));
      const open = rows.filter(({ open }) => open !== null);
      const issues = disk.issues.map((issue) => ({
        ...issue,
        severity: issue.severity === "error" ? ("warning" as const) : issue.severity,
      }));
      const unmet = open.length + packages.open.length;
      const all = rows.length + Object.keys(lock.wish.packages ?? {}).length;
      const counted = packages.pinned.length > 0 ? `, ${plural(packages.pinned.length, "package")}` : "";
      const summary = `${plural(pins(lock).length, "pin")}${counted}, ${unmet} of ${all} wishes open, ${plural(wanted.length, "module")} wanted, ${disk.checked} on disk`;
      finish(
        options,
        { series: lock.series, repositories: rows, packages, disk, issues },
        [...rows.map(render), ...renderPackages(packages), summary].join("\n"),
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

/** Packages of the lock; `twice` are modules that a repository has too, which comes first on the addons path. */
function packagesOf(lock: Lock, wanted: ReadonlySet<string>) {
  const twice = duplicates(lock);
  return {
    pinned: pinnedPackages(lock).map(({ module, pin: { name, release, sha256, website = null } }) => ({
      module,
      name,
      release,
      sha256,
      website,
      wanted: wanted.has(module),
    })),
    twice: pinnedPackages(lock).flatMap(({ module }) => {
      const [first, ...others] = twice.get(module) ?? [];
      return first && others.length > 0 ? [{ module, taken: first, others }] : [];
    }),
    open: [...stalePackages(lock)].map(([name, reason]) => ({ name, reason, resolve: "ipai oca lock packages" })),
  };
}

function renderPackages({ pinned, twice, open }: ReturnType<typeof packagesOf>): string[] {
  const groups = groupBy(pinned, ({ website }) => website ?? "no website");
  return [
    ...[...groups].map(([website, list]) => `packages ${website}  ${plural(list.length, "package")}`),
    ...twice.map(
      ({ module, taken, others }) => `twice    ${module}  taken from ${taken}, also in ${others.join(", ")}`,
    ),
    ...open.map(({ name, reason, resolve }) => `wish     ${name}  ${reason}: ${resolve}`),
  ];
}

function render({ name, branch, commit, date, modules, wanted, merges, open, resolve }: Row): string {
  const place = commit ? `${name}@${commit.slice(0, 12)}` : `${name} ${branch}`;
  if (!commit) return `wish     ${place}  ${open}: ${resolve}`;
  const use = name === CORE ? plural(modules, "module") : `${wanted} of ${plural(modules, "module")}`;
  const extra = [merges > 0 ? plural(merges, "merge") : "", open ? `${open}: ${resolve}` : ""].filter(Boolean);
  return [`pinned   ${place}  ${date!.slice(0, 10)}  ${use}`, ...extra].join("  ");
}
