import { auditHistory, auditLock, auditPackages } from "@ipai/lockfile";
import type { Command } from "commander";
import { finish, indexOptions, ocaCommand, openSession, type PackageOptions } from "./session.ts";

/** `ipai oca audit`: what makes the wanted closure a risk. */
export function auditCommand(): Command {
  const command = ocaCommand(
    "audit",
    "licence conflicts, Alpha, below 1, withdrawn, unmaintained, archived, missing, excluding each other",
    [
      "audit              also asks GitHub which repositories are archived, and the index what was withdrawn",
      "audit --offline    only the lock and the mirrors",
    ],
  );
  return indexOptions(command)
    .option("--idle <months>", "months without a commit by a person that make a module unmaintained", "24")
    .action(async (options: PackageOptions & { readonly idle: string }) => {
      const session = await openSession(options);
      if (!session) return;
      const history = await auditHistory(session.lock, session.settings, Number(options.idle));
      const asked = session.lock.resolved.packages && !options.offline;
      const packages = asked ? await auditPackages(session.lock, await session.finder()) : [];
      const issues = [...auditLock(session.lock), ...packages, ...history];
      finish(options, { issues }, "");
    });
}
