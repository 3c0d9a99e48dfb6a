import { relative } from "node:path";
import { plural } from "@ipai/core";
import { sync } from "@ipai/lockfile";
import { progress, progressDone } from "@ipai/workspace";
import type { Command } from "commander";
import { finish, ocaCommand, openSession, type CommonOptions } from "./session.ts";

interface SyncOptions extends CommonOptions {
  readonly force?: boolean;
}

/** `ipai oca sync`: addons/oca holds exactly what the lock wants, or what it held before. */
export function syncCommand(): Command {
  return ocaCommand("sync", "write the wanted modules and their closure into addons/oca", [
    "sync            all of it or nothing; edits of your own stop it",
    "sync --force    edits of your own are lost",
  ])
    .option("--force", "overwrite modules that were changed on disk")
    .action(async (options: SyncOptions) => {
      const session = await openSession(options);
      if (!session) return;
      progress("syncing");
      const { value, issues } = await sync(session.lock, session.target, session.settings, {
        force: options.force ?? false,
      });
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
