/** One entry of Odoo's log; continuation lines (tracebacks) belong to the entry they follow. */
export interface LogEntry {
  readonly time: string;
  readonly level: string;
  readonly logger: string;
  readonly message: string;
  /** Line in the log, counted from 1. */
  readonly line: number;
}

export interface TestCase {
  readonly module: string;
  /** `TestClass.test_method`. */
  readonly name: string;
  readonly outcome: "passed" | "failed" | "error" | "skipped";
  /** Traceback or reason, empty for a passed test. */
  readonly detail: string;
}

/** What one Odoo process said about itself. */
export interface LogSummary {
  readonly loaded: readonly string[];
  /** Modules that Odoo was asked for and does not know: it ignores them and exits 0. */
  readonly unknownModules: readonly string[];
  /** Entries of level ERROR or CRITICAL. */
  readonly errors: readonly LogEntry[];
  readonly warnings: readonly LogEntry[];
  readonly tests: readonly TestCase[];
  /** Browser tours that ran to their end. */
  readonly tours: readonly string[];
  /** Odoo's own closing count, summed over the runs in the log; null when it ran no test machinery. */
  readonly total: { readonly tests: number; readonly failed: number; readonly errors: number } | null;
}

const ENTRY = /^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}) \d+ ([A-Z]+) \S+ ([\w.:]+): (.*)$/;
const TEST_LOGGER = /^odoo\.addons\.(\w+)\.tests\b/;
const RESULT = /^(\d+) failed, (\d+) error\(s\) of (\d+) tests/;

/** Splits a log into entries; lines before the first entry (a crash of Python itself) form one of level CRITICAL. */
export function parseLog(text: string): LogEntry[] {
  const entries: { time: string; level: string; logger: string; message: string; line: number }[] = [];
  text.split(/\r?\n/).forEach((raw, index) => {
    // Odoo colours its levels when it believes in a terminal.
    // eslint-disable-next-line no-control-regex
    const line = raw.replace(/\u001b\[[0-9;]*m/g, "");
    const match = ENTRY.exec(line);
    if (match) {
      const [, time, level, logger, message] = match as unknown as [string, string, string, string, string];
      entries.push({ time, level, logger, message: message.trimEnd(), line: index + 1 });
    } else if (entries.length) entries.at(-1)!.message += `\n${line}`;
    else if (/^Traceback |Error\b/.test(line))
      entries.push({ time: "", level: "CRITICAL", logger: "python", message: line, line: index + 1 });
  });
  return entries;
}

/**
 * Reads what happened from the log, since Odoo's exit code does not tell: it exits 0 for an unknown
 * module, a mistyped test tag and 0 tests (`odoo/modules/loading.py`, `odoo/tests/result.py`).
 */
export function summariseLog(text: string): LogSummary {
  const entries = parseLog(text);
  const loaded = new Set<string>();
  const unknown = new Set<string>();
  const totals: number[][] = [];
  for (const { logger, message } of entries) {
    const loading = /^Loading module (\w+) \(/.exec(message);
    if (loading) loaded.add(loading[1]!);
    const ignored = /^invalid module names, ignored: (.*)$/m.exec(message);
    if (ignored) for (const name of ignored[1]!.split(/,\s*/)) unknown.add(name);
    const result = logger === "odoo.tests.result" ? RESULT.exec(message) : null;
    if (result) totals.push(result.slice(1).map(Number));
  }
  return {
    loaded: [...loaded],
    unknownModules: [...unknown],
    errors: entries.filter(({ level }) => level === "ERROR" || level === "CRITICAL"),
    warnings: entries.filter(({ level }) => level === "WARNING"),
    tests: readTests(entries),
    tours: entries.flatMap(({ message }) => /\bTOUR (\S+) SUCCEEDED\b/.exec(message)?.[1] ?? []),
    total: totals.length > 0 ? { failed: sum(totals, 0), errors: sum(totals, 1), tests: sum(totals, 2) } : null,
  };
}

function sum(rows: readonly number[][], column: number): number {
  return rows.reduce((total, row) => total + row[column]!, 0);
}

function readTests(entries: readonly LogEntry[]): TestCase[] {
  const tests = new Map<string, { module: string; name: string; outcome: TestCase["outcome"]; detail: string }>();
  for (const { logger, level, message } of entries) {
    const module = TEST_LOGGER.exec(logger)?.[1];
    if (!module) continue;
    const started = /^Starting (\S+) \.\.\.$/.exec(message);
    if (started) tests.set(`${module}/${started[1]}`, { module, name: started[1]!, outcome: "passed", detail: "" });
    const skipped = /^skipped (\S+) : ([\s\S]*)$/.exec(message);
    if (skipped)
      tests.set(`${module}/${skipped[1]}`, { module, name: skipped[1]!, outcome: "skipped", detail: skipped[2]! });
    const bad = level === "ERROR" ? /^(FAIL|ERROR): (?:Subtest )?(\S+)(?: [^\n]*)?\n?([\s\S]*)$/.exec(message) : null;
    if (bad) {
      // A failing subtest comes after its test's start; an error in setUpClass has no start at all.
      tests.set(`${module}/${bad[2]}`, {
        module,
        name: bad[2]!,
        outcome: bad[1] === "FAIL" ? "failed" : "error",
        detail: bad[3]!.trim(),
      });
    }
  }
  return [...tests.values()];
}
