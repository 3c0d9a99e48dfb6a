import { auditHistory, auditLock } from "@ipai/lockfile";
import type { Command } from "commander";
import { finish, ocaCommand, openSession, type CommonOptions } from "./session.ts";

/** `ipai oca audit`: what makes the wanted closure a risk. */
export function auditCommand(): Command {
  return ocaCommand(
    "audit",
    "licence conflicts, Alpha, unmaintained, archived, missing, of another series, excluding each other",
    [
      "audit              also asks GitHub which repositories are archived",
      "audit --offline    only the lock and the mirrors",
    ],
  )
    .option("--idle <months>", "months without a commit by a person that make a module unmaintained", "24")
    .action(async (options: CommonOptions & { readonly idle: string }) => {
      const session = await openSession(options);
      if (!session) return;
      const history = await auditHistory(session.lock, session.settings, Number(options.idle));
      const issues = [...auditLock(session.lock), ...history];
      finish(options, { issues }, "");
    });
}
