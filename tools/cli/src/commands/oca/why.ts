import { why } from "@ipai/lockfile";
import { CannotRun } from "@ipai/workspace";
import type { Command } from "commander";
import { finish, ocaCommand, openSession, type CommonOptions } from "./session.ts";

/** `ipai oca why <module>`: who wishes for it, and which wished modules lead to it. */
export function whyCommand(): Command {
  return ocaCommand("why", "why a module is in the wanted closure", ["why base_user_role"])
    .argument("<module>")
    .action(async (module: string, options: CommonOptions) => {
      const session = await openSession(options);
      if (!session) return;
      const answer = why(session.lock, module);
      const { repository, wishedBy, paths } = answer;
      if (!repository && paths.length === 0)
        throw new CannotRun(
          `no pinned repository or package has ${module}, and nothing needs it`,
          "`ipai oca status` lists the repositories",
        );
      const place = repository ? `${module}  of ${repository}` : `${module}  is in no pinned repository or package`;
      const lines = [
        place,
        ...wishedBy.map((name) => `wished   by the wish for ${name}`),
        ...paths.map((path) => `needed   ${path.join(" → ")}`),
      ];
      if (lines.length === 1) lines.push("unused   no wished module needs it");
      finish(options, { ...answer, issues: [] }, lines.join("\n"));
    });
}
