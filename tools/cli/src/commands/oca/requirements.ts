import { renderRequirements, requirements } from "@ipai/lockfile";
import type { Command } from "commander";
import { printJson, printText } from "../../io/print.ts";
import { ocaCommand, openSession, type CommonOptions } from "./session.ts";

/** `ipai oca requirements`: a requirements file for pip. */
export function requirementsCommand(): Command {
  return ocaCommand("requirements", "Python packages and programs that the wanted closure needs", [
    "requirements > requirements.txt",
  ]).action(async (options: CommonOptions) => {
    const session = await openSession(options);
    if (!session) return;
    const needs = requirements(session.lock);
    if (options.json) printJson({ ...needs, issues: [] });
    else printText(renderRequirements(needs));
  });
}
