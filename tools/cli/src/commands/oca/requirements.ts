import { renderPackageRequirements, renderRequirements, requirements } from "@ipai/lockfile";
import type { Command } from "commander";
import { printJson, printText } from "../../io/print.ts";
import { ocaCommand, openSession, type CommonOptions } from "./session.ts";

/** `ipai oca requirements`: a requirements file for pip. */
export function requirementsCommand(): Command {
  return ocaCommand("requirements", "Python packages and programs that the wanted closure needs", [
    "requirements > requirements.txt",
    "requirements --packages   the lock's packages themselves, with their hashes",
  ])
    .option("--packages", "the packages of the lock, for teams that install modules by pip")
    .action(async (options: CommonOptions & { readonly packages?: boolean }) => {
      const session = await openSession(options);
      if (!session) return;
      if (options.packages) return printText(renderPackageRequirements(session.lock).trimEnd());
      const needs = requirements(session.lock);
      if (options.json) printJson({ ...needs, issues: [] });
      else printText(renderRequirements(needs));
    });
}
