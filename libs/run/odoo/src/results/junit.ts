import { Builder, parseStringPromise } from "xml2js";
import type { TestCase } from "../run/log.ts";

export interface JUnitCounts {
  readonly tests: number;
  readonly failures: number;
  readonly errors: number;
  readonly skipped: number;
}

/** Test cases as JUnit XML, one suite per module and test class. */
export function renderJUnit(tests: readonly TestCase[]): string {
  const suites = new Map<string, TestCase[]>();
  for (const test of tests) {
    const suite = `${test.module}.${test.name.split(".")[0]}`;
    suites.set(suite, [...(suites.get(suite) ?? []), test]);
  }
  const testsuite = [...suites].map(([name, cases]) => ({
    $: { name, ...attributes(cases) },
    testcase: cases.map((test) => ({
      $: { classname: name, name: test.name.split(".").slice(1).join(".") || test.name },
      ...outcome(test),
    })),
  }));
  return new Builder().buildObject({ testsuites: { $: attributes(tests), testsuite } });
}

function outcome(test: TestCase): object {
  // XML 1.0 has no way to write most control characters.
  // eslint-disable-next-line no-control-regex
  const text = test.detail.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, "�");
  if (test.outcome === "passed") return {};
  if (test.outcome === "skipped") return { skipped: { $: { message: text } } };
  const message = text.split("\n").at(-1) ?? "";
  return { [test.outcome === "failed" ? "failure" : "error"]: { $: { message }, _: text } };
}

function attributes(cases: readonly TestCase[]): JUnitCounts {
  const count = (outcome: TestCase["outcome"]) => cases.filter((test) => test.outcome === outcome).length;
  return { tests: cases.length, failures: count("failed"), errors: count("error"), skipped: count("skipped") };
}

/** Reads the counts of a JUnit file, summed over its suites. Rejects on malformed XML. */
export async function parseJUnit(xml: string): Promise<JUnitCounts> {
  const document = (await parseStringPromise(xml)) as Record<string, unknown>;
  const root = document["testsuites"] as { testsuite?: Suite[] } | undefined;
  const suites = root ? (root.testsuite ?? []) : [document["testsuite"] as Suite];
  const sum = (key: keyof JUnitCounts) => suites.reduce((total, suite) => total + Number(suite.$[key] ?? 0), 0);
  return { tests: sum("tests"), failures: sum("failures"), errors: sum("errors"), skipped: sum("skipped") };
}

interface Suite {
  readonly $: Partial<Record<keyof JUnitCounts, string>>;
}
