import type { Action } from "./actions.ts";
import { proveSite, STEPS } from "./steps.ts";
import { Violation, World } from "./world.ts";

export interface Failure {
  readonly step: number;
  readonly message: string;
}

/** Runs a sequence in a world of its own; null where everything was as the reference says. */
export async function runActions(
  actions: readonly Action[],
  log: (line: string) => void = () => {},
): Promise<Failure | null> {
  const world = await World.open();
  let step = 0;
  try {
    for (const action of actions) {
      const began = performance.now();
      await STEPS[action.op](world, action);
      if (action.op !== "write" && action.op !== "clock") await world.compare(action.site);
      step += 1;
      log(`${step} ${action.op} · ${action.site} · ${((performance.now() - began) / 1000).toFixed(1)} s`);
    }
    await world.ending((site) => proveSite(world, site));
    return null;
  } catch (error) {
    if (!(error instanceof Violation)) throw error;
    return { step, message: error.message };
  } finally {
    await world.close();
  }
}

/** The fewest steps that still fail, as far as so many further runs can tell: halves, quarters and so on are left out. */
export async function shrink(failing: readonly Action[], failure: Failure, runs: number): Promise<readonly Action[]> {
  let actions = failing.slice(0, failure.step + 1);
  let left = runs;
  for (let size = Math.ceil(actions.length / 2); size >= 1 && left > 0; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = actions.length - size; at >= 0 && left > 0; at -= size) {
      const fewer = actions.toSpliced(at, size);
      left -= 1;
      if (await runActions(fewer)) actions = fewer;
    }
  }
  return actions;
}
