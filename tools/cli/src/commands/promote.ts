import { exitCode } from "@ipai/core";
import { checkPromotion, rehearsePromotion } from "@ipai/promotion";
import { workspaceRoot } from "@ipai/workspace";
import { Command } from "commander";
import { formatIssue, formatTable, printJson, printText } from "../io/print.ts";

const EXAMPLES = `
Examples:
  ipai promote check --from origin/staging --to origin/production    did everything in production come by staging?
  ipai promote check --from origin/staging --to HEAD                 may this commit go to production?
  ipai promote rehearse                                              is what must be refused refused? in repositories of its own`;

/** `ipai promote`: code reaches a later stage only by merging the earlier one. */
export function promoteCommand(): Command {
  return new Command("promote")
    .description("branch promotion: what reaches a stage came by the one before it")
    .addHelpText("after", EXAMPLES)
    .addCommand(checkCommand())
    .addCommand(rehearseCommand());
}

function checkCommand(): Command {
  return new Command("check")
    .description("exit 1 where a commit reached the later stage past the earlier one")
    .option("--from <branch>", "the earlier stage", "staging")
    .option("--to <branch>", "the later stage, or what is proposed for it", "production")
    .option("--json", "one JSON document on stdout: {from, to, base, strangers, issues}")
    .action(({ from, to, json }: { from: string; to: string; json?: boolean }) => {
      const promotion = checkPromotion(workspaceRoot(), from, to);
      if (json) printJson({ from, to, ...promotion });
      else printText(promotion.issues.map(formatIssue).join("\n") || `ok everything in ${to} came by ${from}`);
      process.exitCode = promotion.issues.some(({ code }) => code === "no-such-commit")
        ? 2
        : exitCode(promotion.issues);
    });
}

function rehearseCommand(): Command {
  return new Command("rehearse")
    .description("plays what may and what must not reach production, in repositories of its own")
    .option("--json", "one JSON document on stdout: {scenes, wrong}")
    .action(({ json }: { json?: boolean }) => {
      const scenes = rehearsePromotion();
      const wrong = scenes.filter(({ asExpected }) => !asExpected).length;
      if (json) printJson({ scenes, wrong });
      else
        printText(
          formatTable([
            ["scene", "", ""],
            ...scenes.map(({ name, refused, asExpected }) => [
              name,
              refused ? "refused" : "let through",
              asExpected ? "" : "WRONG",
            ]),
          ]),
        );
      process.exitCode = wrong ? 1 : 0;
    });
}
