import type { Counts } from "@ipai/evidence";
import type { TestCapability } from "@ipai/module";
import type { TestCase } from "@ipai/odoo";

export function countTests(tests: readonly TestCase[]): Counts {
  const of = (outcome: TestCase["outcome"]) => tests.filter((test) => test.outcome === outcome).length;
  return { run: tests.length, passed: of("passed"), failed: of("failed"), errors: of("error"), skipped: of("skipped") };
}

/**
 * Counts of the tests that name a capability, by its id; null where none ran.
 * @param namedBy what the tests of a module name in its source: a test that the run lacks is not counted.
 */
export function countCapabilities(
  tests: readonly TestCase[],
  namedBy: (module: string) => readonly TestCapability[],
): Record<string, Counts> | null {
  const shown = new Map<string, TestCase[]>();
  for (const module of new Set(tests.map((test) => test.module))) {
    for (const { capability, name } of namedBy(module)) {
      const ran = tests.filter((test) => test.module === module && test.name === name);
      if (ran.length > 0) shown.set(capability, [...(shown.get(capability) ?? []), ...ran]);
    }
  }
  return shown.size > 0 ? Object.fromEntries([...shown].map(([id, ran]) => [id, countTests(ran)])) : null;
}
