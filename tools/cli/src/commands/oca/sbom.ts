import { makeSbom } from "@ipai/lockfile";
import { CannotRun } from "@ipai/workspace";
import type { Command } from "commander";
import { printText } from "../../io/print.ts";
import { ocaCommand, openSession, type CommonOptions } from "./session.ts";

/** `ipai oca sbom`: the wanted closure as CycloneDX, checked against its schema before it is printed. */
export function sbomCommand(): Command {
  return ocaCommand("sbom", "the wanted closure as a CycloneDX bill of materials", ["sbom > sbom.cdx.json"]).action(
    async (options: CommonOptions) => {
      const session = await openSession(options);
      if (!session) return;
      const { text, error } = await makeSbom(session.lock);
      if (error)
        throw new CannotRun(
          `the document does not fit the CycloneDX schema: ${error}`,
          "report this: it is a bug in ipai",
        );
      printText(text);
    },
  );
}
