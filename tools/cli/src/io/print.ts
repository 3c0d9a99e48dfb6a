import { formatLocation, type Issue, type Severity } from "@ipai/core";
import pc from "picocolors";

const PAINT: Record<Severity, (text: string) => string> = { error: pc.red, warning: pc.yellow, info: pc.blue };

/** Writes the one JSON document of a `--json` run; nothing else may go to stdout. */
export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}

/** Writes lines of text to stdout. */
export function printText(text: string): void {
  process.stdout.write(text.endsWith("\n") ? text : `${text}\n`);
}

/** One issue as text: severity and code, place, then message and advice on lines of their own. */
export function formatIssue(issue: Issue): string {
  const head = `${PAINT[issue.severity](issue.severity)} ${pc.bold(issue.code)}${issue.at ? `  ${formatLocation(issue.at)}` : ""}`;
  return `${head}\n      ${issue.message}\n      ${pc.dim(`help: ${issue.advice}`)}`;
}

/** The closing line of a run: `x 2 errors, 1 warning` or `ok no issues`. */
export function formatTotals(issues: readonly Issue[]): string {
  const count = (severity: Severity) => issues.filter((issue) => issue.severity === severity).length;
  const [errors, warnings, infos] = [count("error"), count("warning"), count("info")];
  const parts = [plural(errors, "error"), plural(warnings, "warning"), ...(infos ? [plural(infos, "note")] : [])];
  return errors ? pc.red(`x ${parts.join(", ")}`) : pc.green(`ok ${parts.join(", ")}`);
}

/** `1 module`, `2 modules`. */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** A line that is overwritten while long work goes on; silent unless stderr is a terminal. */
export function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`);
}

/** Clears the progress line. */
export function progressDone(): void {
  if (process.stderr.isTTY) process.stderr.write("\r\u001b[K");
}
