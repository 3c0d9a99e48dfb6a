import { describe, expect, it } from "vitest";
import { NEEDS } from "./bench/needs.ts";
import { planActions } from "./model/actions.ts";
import { expectedLatest, expectedState, untouchable } from "./model/reference.ts";
import { runActions, shrink } from "./model/run.ts";

const STEPS = Number(process.env["IPAI_MODEL_STEPS"] ?? 8);
const SEED = Number(process.env["IPAI_MODEL_SEED"] ?? 1);
/** So many steps in one world: sites grow, and a sequence that fails is run again from its beginning. */
const ROUND = 100;

it("the reference knows what may be relied on", () => {
  const copy = (id: string, time: number, missing: number, proven: boolean | null) => ({
    id,
    time,
    version: 0,
    missing,
    proven,
  });
  const hour = 3_600_000;
  const copies = [copy("drilled", 0, 0, true), copy("later", hour, 0, null), copy("odd", 99 * hour, 0, null)];
  expect(copies.map((it) => expectedState(it, 2 * hour))).toEqual(["whole", "unproven", "future"]);
  expect(expectedLatest(copies, 2 * hour)?.id).toBe("later");
  expect(untouchable(copies, 2 * hour)).toHaveLength(3);
  expect(untouchable([...copies, copy("next", 2 * hour, 0, null)], 2 * hour).map(({ id }) => id)).toEqual([
    "drilled",
    "odd",
    "next",
  ]);
});

const rounds = Array.from({ length: Math.ceil(STEPS / ROUND) }, (_, round) => ({
  seed: SEED + round,
  steps: Math.min(ROUND, STEPS - round * ROUND),
}));

describe.skipIf(!NEEDS.run)(`copies under any order of events (needs ${NEEDS.what})`, () => {
  it.each(rounds)("$steps steps of seed $seed", { timeout: 3_600_000 }, async ({ seed, steps }) => {
    const actions = planActions(seed, steps);
    const lines: string[] = [];
    const failure = await runActions(actions, (line) => lines.push(line));
    const least = failure && (await shrink(actions, failure, STEPS > ROUND ? 40 : 0));
    expect({ failure, least: least?.map(({ op, site, dice }) => `${op} · ${site} · ${dice.join(" ")}`) }).toEqual({
      failure: null,
      least: undefined,
    });
    if (process.env["IPAI_MODEL_LOG"]) console.log(lines.join("\n"));
  });
});
