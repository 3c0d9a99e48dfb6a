import { formatLocation, plural, type Issue, type Severity } from "@ipai/core";
import pc from "picocolors";

const PAINT: Record<Severity, (text: string) => string> = { error: pc.red, warning: pc.yellow, info: pc.blue };

// A reader that has seen enough (`ipai index | head`) ends the run without a word.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit(0);
});

/** Writes the one JSON document of a `--json` run; nothing else may go to stdout. */
export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}

/** Writes a JSON document that comes in pieces, a megabyte at a time. */
export function printJsonParts(parts: Iterable<string>): void {
  let waiting = "";
  for (const part of parts) {
    waiting += part;
    if (waiting.length < 2 ** 20) continue;
    process.stdout.write(waiting);
    waiting = "";
  }
  process.stdout.write(waiting);
}

const isNumber = (cell: string): boolean => /^[\d.,%]+$/.test(cell);

/** Columns under each other: the first row is the head; numbers stand right. */
export function formatTable(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row, index) => {
    const cells = row.map((cell, column) => {
      const right = isNumber(rows[1]?.[column] ?? "") && column > 0;
      return right ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!);
    });
    const line = cells.join("  ").trimEnd();
    return index === 0 ? pc.dim(line) : line;
  });
  return lines.join("\n");
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

/** A line that is overwritten while long work goes on, cleared at its end; silent unless stderr is a terminal. */
export function showProgress(text: string | null): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text ?? ""}`);
}
