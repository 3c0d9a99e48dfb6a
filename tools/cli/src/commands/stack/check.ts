import { readFileSync } from "node:fs";
import { join } from "node:path";
import { exitCode, plural } from "@ipai/core";
import { checkStack, POLICIES, type StackFile } from "@ipai/stack";
import { CannotRun, workspaceRoot } from "@ipai/workspace";
import { Command } from "commander";
import fastGlob from "fast-glob";
import { formatIssue, formatTotals, printJson, printText } from "../../io/print.ts";

const FILES = [
  "{.,deploy,infra/*}/{docker-,}compose*.{yml,yaml}",
  "{.,docker,deploy,infra/*}/Dockerfile*",
  "deploy/images.lock.yml",
  "{deploy,security}/Caddyfile",
  "docker/odoo.conf",
];
const EXAMPLES = `
Examples:
  ipai stack check           compose schema, Dockerfile grammar and every policy
  ipai stack check --json
docs/stack.md lists the policies`;

/** `ipai stack check`: exit 1 where a file breaks the schema or a policy. */
export function checkCommand(): Command {
  return new Command("check")
    .description("the stack's files against the Compose schema and the policies")
    .option("--json", "one JSON document on stdout: {files, issues}")
    .addHelpText("after", EXAMPLES)
    .action(({ json }: { json?: boolean }) => {
      const files = readFiles(workspaceRoot());
      const issues = checkStack(files);
      if (json) printJson({ files: files.map(({ path }) => path), policies: POLICIES.length, issues });
      else
        printText(
          [
            ...issues.map(formatIssue),
            `${plural(files.length, "file")}  ${POLICIES.length} policies  ${formatTotals(issues)}`,
          ].join("\n"),
        );
      process.exitCode = exitCode(issues);
    });
}

function readFiles(root: string): StackFile[] {
  const paths = fastGlob.sync(FILES, { cwd: root }).sort();
  if (!paths.some((path) => path.includes("compose")))
    throw new CannotRun(
      `there is no compose file in ${root}`,
      "run in a workspace that has a stack, see docs/stack.md",
    );
  return paths.map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }));
}
