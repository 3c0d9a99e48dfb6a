import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CONFIG_FILE, LOCK_FILE } from "@ipai/config";
import { diffParity, type ParityReport } from "@ipai/parity";
import { renderParityDiff } from "@ipai/report";
import { MAPPING_FILE, readParityWorkspace, reportOf } from "@ipai/scoring";
import { runGit } from "@ipai/sources";
import { CannotRun, ownFolders, settingsOf, workspaceRoot } from "@ipai/workspace";
import { Command } from "commander";
import { printJson, printText } from "../../io/print.ts";

/** What of a workspace a judgement reads. */
const READ = [CONFIG_FILE, MAPPING_FILE, LOCK_FILE, "facts", "docs/reference"];

/** `ipai parity diff A [B]`: what moved the score, and by which pin. */
export function diffCommand(): Command {
  return new Command("diff")
    .description("what moved between two states: commits of the workspace, or report.json files")
    .argument("<before>", "commit, branch or tag, or a report.json")
    .argument("[after]", "the same; without it the workspace as it is now")
    .option("--json", "one JSON document on stdout: {proven, pins, shifts}")
    .action(async (before: string, after: string | undefined, { json }: { json?: boolean }) => {
      const diff = diffParity(await readReport(before), await readReport(after));
      if (json) printJson(diff);
      else printText(renderParityDiff(diff));
    });
}

async function readReport(place: string | undefined): Promise<ParityReport> {
  if (place === undefined) return judge(workspaceRoot());
  if (place.endsWith(".json") && existsSync(place)) return JSON.parse(readFileSync(place, "utf8")) as ParityReport;
  const folder = mkdtempSync(join(tmpdir(), "ipai-parity-"));
  try {
    unpack(place, folder);
    return await judge(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function judge(root: string): Promise<ParityReport> {
  const workspace = await readParityWorkspace({ world: { root } });
  if (workspace.input) return reportOf(workspace, workspace.input);
  const [first] = workspace.issues;
  throw new CannotRun(
    `the mapping cannot be read there: ${first?.message}`,
    "compare two states whose mapping is sound",
  );
}

/** The workspace as it was at a commit, as far as a judgement reads it. */
function unpack(revision: string, folder: string): void {
  const cwd = workspaceRoot();
  const paths = [...READ, settingsOf(cwd).evidence, ...ownFolders(cwd)];
  const listed = runGit(["ls-tree", "--name-only", revision, ...paths], { cwd });
  if (!listed.ok)
    throw new CannotRun(`this workspace has no commit ${revision}`, "name one that `git log` shows, or a report.json");
  const files = listed.stdout.toString().split("\n").filter(Boolean);
  const { ok, stdout } = runGit(["archive", "--format=tar", revision, ...files], { cwd });
  if (!ok) throw new CannotRun(`git cannot read the workspace at ${revision}`, "see `git archive`");
  execFileSync("tar", ["-x", "-C", folder], { input: stdout });
}
