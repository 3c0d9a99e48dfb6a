import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { exitCode, plural } from "@ipai/core";
import { checkStack, composeConfig, POLICIES, projectCalls, type ProjectCall, type StackFile } from "@ipai/stack";
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
  "{.,deploy}/.env{,.example}",
];

interface Flags {
  readonly file?: readonly string[];
  readonly envFile?: string;
  readonly profile?: readonly string[];
  readonly json?: boolean;
}

const EXAMPLES = `
Examples:
  ipai stack check           every compose file with each of its settings files and profiles, and every policy
  ipai stack check --file deploy/docker-compose.prod.yml --env-file deploy/.env --profile superset
What Compose makes of the files is judged: by docker compose config where it is installed (no engine is needed), else by
its rules, applied here. docs/stack.md lists the policies`;

const several = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];

/** `ipai stack check`: exit 1 where what Compose makes of the files breaks the schema or a policy. */
export function checkCommand(): Command {
  return new Command("check")
    .description("what Compose makes of the stack's files, against the Compose schema and the policies")
    .option("--file <path>", "only this compose file; may repeat, later ones over earlier ones", several)
    .option("--env-file <path>", "with --file: the settings file")
    .option("--profile <name>", "with --file: a profile that is on; may repeat", several)
    .option("--json", "one JSON document on stdout: {files, calls, by, policies, issues}")
    .addHelpText("after", EXAMPLES)
    .action(run);
}

function run(flags: Flags): void {
  const root = workspaceRoot();
  const files = readFiles(root, [...(flags.file ?? []), ...(flags.envFile ? [flags.envFile] : [])]);
  const calls: readonly ProjectCall[] = flags.file
    ? [{ files: flags.file, envFile: flags.envFile ?? null, profiles: flags.profile ?? [] }]
    : projectCalls(files);
  const config = composeConfig(root);
  const by = config ? "docker compose config" : "the rules of the Compose specification";
  const issues = checkStack(files, { calls, config });
  const ways = plural(calls.length, "project");
  if (flags.json) printJson({ files: files.map(({ path }) => path), calls, by, policies: POLICIES.length, issues });
  else
    printText(
      [
        ...issues.map(formatIssue),
        `${plural(files.length, "file")}  ${ways} by ${by}  ${POLICIES.length} policies  ${formatTotals(issues)}`,
      ].join("\n"),
    );
  process.exitCode = exitCode(issues);
}

function readFiles(root: string, more: readonly string[]): StackFile[] {
  const paths = [...new Set([...fastGlob.sync(FILES, { cwd: root, dot: true }), ...more])].sort();
  const absent = paths.find((path) => !existsSync(join(root, path)));
  if (absent) throw new CannotRun(`there is no ${absent} in ${root}`, "paths are relative to the workspace");
  if (!paths.some((path) => path.includes("compose")))
    throw new CannotRun(
      `there is no compose file in ${root}`,
      "run in a workspace that has a stack, see docs/stack.md",
    );
  return paths.map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }));
}
