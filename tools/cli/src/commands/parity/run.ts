import { join, relative } from "node:path";
import { exitCode } from "@ipai/core";
import { percent, renderParityText } from "@ipai/report";
import { contextOf, readParityWorkspace, reportOf } from "@ipai/scoring";
import { CannotRun } from "@ipai/workspace";
import { formatIssue, printJson, printText } from "../../io/print.ts";
import { parseThreshold } from "../../io/threshold.ts";
import { readableInput } from "./input.ts";
import { FORMAT_NAMES, writeReport } from "./write.ts";

export interface RunFlags {
  readonly format: string;
  readonly out: string;
  readonly json?: boolean;
  readonly asOf?: string;
  readonly threshold?: string;
}

/** `ipai parity`: judges, writes `dist/parity`, and ends with a line that names the score and the report. */
export async function runParity(flags: RunFlags): Promise<void> {
  const formats = flags.format.split(",").map((name) => name.trim());
  const wrong = formats.filter((name) => !FORMAT_NAMES.includes(name));
  if (wrong.length > 0)
    throw new CannotRun(`unknown format ${wrong.join(", ")}`, `use one or more of ${FORMAT_NAMES.join(",")}`);
  const threshold = flags.threshold === undefined ? 0 : parseThreshold(flags.threshold);
  const workspace = await readParityWorkspace(flags);
  const input = readableInput(workspace, flags.json);
  if (!input) return;
  const report = await reportOf(workspace, input);
  const folder = join(workspace.root, flags.out);
  const pages = formats.some((name) => name === "html" || name === "md");
  const { context, issues } = pages ? await contextOf(workspace, report) : { context: {}, issues: [] };
  writeReport(report, context, formats, folder);
  const { required, universe } = report.parity.totals;
  process.exitCode = required.proven * 100 < threshold ? 1 : exitCode(workspace.issues);
  for (const issue of issues) process.stderr.write(`${formatIssue(issue)}\n`);
  if (flags.json) return printJson(report);
  const path = relative(process.cwd(), join(folder, formats.includes("html") ? "index.html" : "")) || ".";
  printText([...workspace.issues.map(formatIssue), renderParityText(report)].join("\n"));
  if (threshold) printText(`asked for ${threshold} % of the required scope: ${process.exitCode ? "not met" : "met"}`);
  printText(
    `parity ${percent(required.proven)} proven of the required scope, ${percent(universe.proven)} of the universe: ${path}`,
  );
}
