import type { Issue } from "@ipai/core";
import { OWN, type ParityInput } from "../judge/input.ts";
import { makeWorld, placeOf } from "../world/world.ts";

/**
 * Whether the tests of own add-ons and the mapping speak of the same capabilities: no test names one that is not
 * there, and each module that stands for one has a test that names it.
 */
export function lintShown(input: ParityInput): Issue[] {
  return [...unknownCapabilities(input), ...unshownCandidates(input)];
}

function unknownCapabilities({ mapping, facts, repositories }: ParityInput): Issue[] {
  const ids = new Set(mapping.mapping.capabilities.map(({ id }) => id));
  const own = [...repositories].filter(([, from]) => from === OWN).map(([name]) => name);
  const world = makeWorld(facts, own, []);
  return own.sort().flatMap((module) =>
    (facts.modules.get(module)!.facts.tests.capabilities ?? [])
      .filter(({ capability }) => !ids.has(capability))
      .map((fact) => ({
        code: "capability-unknown",
        severity: "error" as const,
        message: `${fact.name} names the capability ${fact.capability}, which is not there`,
        advice: "Name one that is in the mapping",
        at: placeOf(world, { module, fact }),
      })),
  );
}

function unshownCandidates({ mapping: { mapping, at }, facts }: ParityInput): Issue[] {
  const shows = (module: string, id: string) =>
    facts.modules.get(module)!.facts.tests.capabilities?.some(({ capability }) => capability === id);
  return mapping.capabilities.flatMap(({ id, candidates = [] }, position) =>
    candidates.flatMap(({ from, modules }, index) =>
      from !== OWN
        ? []
        : modules
            .filter((module) => facts.modules.has(module) && !shows(module, id))
            .map((module) => ({
              code: "capability-untested",
              severity: "error" as const,
              message: `no test of ${module} names ${id}, which it stands for`,
              advice: `Write \`Capability: ${id}\` in the docstring of a test that shows it, or take the candidate away`,
              at: at(["capabilities", position, "candidates", index]),
            })),
    ),
  );
}
