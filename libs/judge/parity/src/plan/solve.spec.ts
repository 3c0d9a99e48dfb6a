import * as fc from "fast-check";
import { expect, test } from "vitest";
import { solve, type Problem } from "./solve.ts";

const shared = fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 1, maxLength: 4 });
const problems: fc.Arbitrary<Problem> = shared.chain((costs) =>
  fc.record({
    options: fc.array(
      fc.record({
        group: fc.constantFrom("a", "b", "c", "d"),
        gain: fc.integer({ min: 1, max: 9 }),
        cost: fc.integer({ min: 0, max: 30 }),
        shared: fc.subarray(costs.map((_, index) => `m${index}`)),
      }),
      { minLength: 1, maxLength: 9 },
    ),
    shared: fc.constant(new Map(costs.map((cost, index) => [`m${index}`, cost] as const))),
    need: fc.integer({ min: 1, max: 20 }),
  }),
);

/** Every subset with at most one option of each group. */
function leastCost(problem: Problem): number | null {
  let least: number | null = null;
  for (let bits = 0; bits < 2 ** problem.options.length; bits++) {
    const chosen = [...problem.options.keys()].filter((index) => bits & (1 << index));
    const cost = costOf(problem, chosen);
    if (isValid(problem, chosen) && (least === null || cost < least)) least = cost;
  }
  return least;
}

function isValid({ options, need }: Problem, chosen: readonly number[]): boolean {
  const groups = chosen.map((index) => options[index]!.group);
  return new Set(groups).size === groups.length && chosen.reduce((sum, index) => sum + options[index]!.gain, 0) >= need;
}

function costOf({ options, shared }: Problem, chosen: readonly number[]): number {
  const items = new Set(chosen.flatMap((index) => options[index]!.shared));
  return (
    chosen.reduce((sum, index) => sum + options[index]!.cost, 0) +
    [...items].reduce((sum, name) => sum + shared.get(name)!, 0)
  );
}

test("the answer is valid and as cheap as the cheapest of all subsets", async () => {
  await fc.assert(
    fc.asyncProperty(problems, async (problem) => {
      const { chosen, gap } = await solve(problem);
      expect(gap).toBe(0);
      expect(chosen && costOf(problem, chosen)).toBe(leastCost(problem));
      expect(chosen === null || isValid(problem, chosen)).toBe(true);
    }),
    { numRuns: 25 },
  );
});

test("a shared port is paid once", async () => {
  const option = (group: string, ports: string[], cost: number) => ({ group, gain: 5, cost, shared: ports });
  const { chosen } = await solve({
    options: [option("a", ["m"], 0), option("b", ["m"], 0), option("a", [], 60), option("b", [], 60)],
    shared: new Map([["m", 100]]),
    need: 10,
  });
  expect(chosen).toEqual([0, 1]);
});
