import { plural } from "@ipai/core";
import { progress, progressDone } from "@ipai/workspace";
import { findProvenance, withProvenance, type PackageOrigin } from "@ipai/lockfile";
import type { Command } from "commander";
import { finish, ocaCommand, openSession, save, type CommonOptions } from "./session.ts";

/** `ipai oca provenance`: which commit a package was built of, where its repository can be asked. */
export function provenanceCommand(): Command {
  return ocaCommand("provenance", "the commit of each package, found by its tree in its repository's history", [
    "provenance              writes the commits that were found into the lock",
    "provenance --dry-run    only says them",
    "provenance --offline    only repositories on this machine",
  ])
    .option("--dry-run", "write nothing")
    .action(async (options: CommonOptions & { readonly dryRun?: boolean }) => {
      const session = await openSession(options);
      if (!session) return;
      progress("reading histories");
      const { value: packages, issues } = await findProvenance(session.lock, session.settings);
      progressDone();
      const next = withProvenance(session.lock, packages);
      const saved = options.dryRun ? { written: false, issues: [] } : await save(session, next);
      const found = packages.filter(({ commit }) => commit !== null).length;
      const summary = `${found} of ${plural(packages.length, "package")} found at a commit; the lock is ${saved.written ? "written" : "unchanged"}`;
      const result = { packages, written: saved.written, issues: [...issues, ...saved.issues] };
      finish(options, result, [...packages.map(render), summary].join("\n"));
    });
}

function render({ name, release, repository, commit, doubt }: PackageOrigin): string {
  const place = commit ? `${repository}@${commit.slice(0, 12)}` : "unknown";
  return [`${commit ? "found   " : "unknown "} ${name} ${release}`, place, doubt ?? ""].filter(Boolean).join("  ");
}
