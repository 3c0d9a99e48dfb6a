import { gitTree } from "./checkout.ts";
import { affectedModules, stageClosure, type BranchModules } from "./modules.ts";
import type { Order } from "./order.ts";
import { Stops } from "./stops.ts";

/** Which modules a build installs; a change that touches none installs all of them. */
export function wanted(modules: BranchModules, { settings, build, gitDir }: Order): string[] {
  const { install } = settings;
  const affected = install === "affected" && !build.request.all && build.request.before !== null;
  const chosen = Array.isArray(install)
    ? install
    : affected
      ? affectedModules(modules, treesOf(gitDir, build.request.before!, modules))
      : modules.own;
  const names = chosen.length ? chosen : modules.own;
  if (!names.length)
    throw new Stops("no-modules", "the branch holds no installable module", "add one, or name modules in the settings");
  const { missing } = stageClosure(modules, names);
  if (missing.length)
    throw new Stops(
      "missing-modules",
      `not loadable: ${missing.join(", ")}`,
      "add what is missing to the branch, or a submodule with it",
    );
  return [...names];
}

function treesOf(gitDir: string, commit: string, { own, parents }: BranchModules): Map<string, string> {
  const trees = new Map<string, string>();
  for (const parent of parents)
    for (const name of own) {
      const path = parent === "." ? name : `${parent}/${name}`;
      const tree = gitTree(gitDir, commit, path);
      if (tree) trees.set(name, tree);
    }
  return trees;
}
