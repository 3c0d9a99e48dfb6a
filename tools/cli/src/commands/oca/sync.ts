import { plural } from "@ipai/core";
import { CannotRun, progress, progressDone } from "@ipai/workspace";
import { relative } from "node:path";
import { renderPackageRequirements, sync } from "@ipai/lockfile";
import { writeWhole } from "@ipai/sources";
import type { Command } from "commander";
import { finish, indexOptions, ocaCommand, openSession, type PackageOptions } from "./session.ts";

interface SyncOptions extends PackageOptions {
  readonly force?: boolean;
  readonly requirements?: string;
}

/** `ipai oca sync`: addons/oca holds exactly what the lock wants, or what it held before. */
export function syncCommand(): Command {
  const command = ocaCommand("sync", "write the wanted modules and their closure into addons/oca", [
    "sync            all of it or nothing; edits of your own stop it",
    "sync --force    edits of your own are lost",
    "sync --requirements requirements-oca.txt   packages are left to pip, with the hashes of the lock",
  ]);
  return indexOptions(command)
    .option("--force", "overwrite modules that were changed on disk")
    .option("--requirements <file>", "write packages as pip's requirements instead of files")
    .action(async (options: SyncOptions) => {
      const session = await openSession(options);
      if (!session) return;
      progress("syncing");
      const { value, issues } = await sync(session.lock, session.target, session.settings, {
        force: options.force ?? false,
        finder: session.finder,
        withoutPackages: options.requirements !== undefined,
      });
      const done = !issues.some(({ severity }) => severity === "error");
      if (options.requirements && done)
        writeRequirements(options.requirements, renderPackageRequirements(session.lock));
      progressDone();
      const counts = [
        `${plural(value.put.length, "module")} written`,
        `${value.dropped.length} removed`,
        `${value.kept} kept`,
      ];
      const target = relative(process.cwd(), session.target);
      finish(options, { target, ...value, issues }, `synced   ${target}: ${counts.join(", ")}`);
    });
}

function writeRequirements(file: string, text: string): void {
  if (!writeWhole(file, text)) throw new CannotRun(`${file} cannot be written`, "name a file in a folder that can be");
}
