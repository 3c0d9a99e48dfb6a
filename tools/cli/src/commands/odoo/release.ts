import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { readReleases, RELEASES_FILE, treeAt } from "@ipai/bench";
import { compareModuleVersions, parseModuleVersion } from "@ipai/core";
import type { Release, Releases } from "@ipai/evidence";
import { readParityWorkspace, type ParityWorkspace } from "@ipai/scoring";
import { runGit } from "@ipai/sources";
import { CannotRun, isOwn } from "@ipai/workspace";
import { Command } from "commander";
import { printText } from "../../io/print.ts";

/** `ipai odoo release`: what customers got, so that later versions are tested from it. */
export function releaseCommand(): Command {
  return new Command("release")
    .description(`record the committed, attested content of own add-ons as released in ${RELEASES_FILE}`)
    .argument("<module...>")
    .action(async (modules: string[]) => {
      const workspace = await readParityWorkspace();
      const { root } = workspace;
      const before = readReleases(root);
      const releases = modules.reduce(
        (all, name) => ({ ...all, [name]: [...(all[name] ?? []), makeRelease(name, before, workspace)] }),
        before,
      );
      const sorted = Object.fromEntries(Object.entries(releases).sort(([a], [b]) => a.localeCompare(b)));
      writeFileSync(join(root, RELEASES_FILE), `${JSON.stringify(sorted, null, 2)}\n`);
      for (const name of modules) printText(`${name} ${sorted[name]!.at(-1)!.version}`);
    });
}

function makeRelease(name: string, before: Releases, { root, catalog, attestations }: ParityWorkspace): Release {
  const module = catalog.modules.get(name);
  if (!module || !isOwn(root)(module.origin))
    throw new CannotRun(`${name} is no own add-on`, "name one of this workspace's own");
  const { tree } = module.origin;
  if (treeAt(root, "HEAD", name) !== tree)
    throw new CannotRun(`${name} is not committed as it is`, "commit it: a release is what git has");
  const tested = attestations.some(
    ({ verdict, attestation: { predicate } }) => verdict.counts && predicate.kind === "test" && predicate.suites[name],
  );
  if (!tested) throw new CannotRun(`${name} has no attested test run of this content`, `ipai odoo test ${name}`);
  const version = module.manifest?.version ?? "";
  const last = before[name]?.at(-1);
  if (last && !isNewer(last.version, version))
    throw new CannotRun(`${name} ${last.version} was released, ${version} is not newer`, "raise the version");
  const commit = runGit(["rev-parse", "HEAD"], { cwd: root }).stdout.toString().trim();
  return { version, commit, tree };
}

function isNewer(before: string, after: string): boolean {
  const [old, now] = [parseModuleVersion(before), parseModuleVersion(after)];
  return Boolean(old && now && !["none", "downgrade"].includes(compareModuleVersions(old, now)));
}
