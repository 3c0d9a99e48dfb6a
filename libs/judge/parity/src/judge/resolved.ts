import type { Location, Origin } from "@ipai/core";
import { closure, loadOrder } from "@ipai/graph";
import type { Candidate } from "../mapping/schema.ts";
import type { World } from "../world/world.ts";
import type { ParityInput } from "./input.ts";
import { licenceConflicts } from "./licences.ts";
import { because, missed, reached, unknownStep, type Reason, type Step } from "./step.ts";

/** Whether the candidate's modules exist at pinned commits for the series, with all that they need. */
export function judgeResolved(candidate: Candidate, world: World, input: ParityInput): Step {
  const evidence = candidate.modules.flatMap((name) => {
    const module = input.facts.modules.get(name);
    return module ? [manifestPlace(module.origin)] : [];
  });
  const unread = candidate.modules.filter((name) => input.facts.modules.get(name)?.facts.manifest === null);
  if (unread.length > 0) {
    return unknownStep(
      "resolved",
      because("unreadable", ...unread.map((name) => `the manifest of ${name} could not be read`)),
      evidence,
    );
  }
  const reasons = [
    ...candidate.modules.flatMap((name) => identityReason(name, candidate.from, input)),
    ...closureReasons(candidate, input),
    ...because("licence", ...licenceConflicts(world)),
    ...because("exclusion", ...exclusions(world, input)),
  ];
  return reasons.length > 0 ? missed("resolved", reasons, evidence) : reached("resolved", evidence);
}

/** Two worlds share module names, so a name alone decides nothing: the repository must be the named one. */
function identityReason(name: string, from: string, input: ParityInput): Reason[] {
  const module = input.facts.modules.get(name);
  if (!module) return because("not-pinned", `${name} is in no pinned repository for ${input.mapping.mapping.series}`);
  const repository = input.repositories.get(name)!;
  if (repository === from || isCopyOf(from, module.facts.manifest?.website ?? "")) return [];
  return because("other-repository", `${name} is pinned from ${repository}, the mapping means the one of ${from}`);
}

/** A published copy of a repository still names it: OCA's manifests carry their repository as website. */
function isCopyOf(repository: string, website: string): boolean {
  return new RegExp(`^https?://github\\.com/${repository.replace(".", "\\.")}(?:\\.git)?/?$`, "i").test(website);
}

/** What Odoo would not load of everything the candidate needs. */
function closureReasons(candidate: Candidate, input: ParityInput): Reason[] {
  const names = closure(input.graph, candidate.modules);
  const { skipped } = loadOrder(input.graph, names);
  return skipped.flatMap(({ name, reason, because: others }) => {
    if (reason === "not-installable")
      return because("not-installable", `${name} is not installable at ${input.mapping.mapping.series}`);
    if (reason === "cycle")
      return because("missing-dependency", `${name} depends on itself through ${others.join(", ")}`);
    if (input.graph.modules.has(name) || candidate.modules.includes(name)) return [];
    const dependents = (input.graph.dependents.get(name) ?? []).filter((it) => names.has(it));
    const needed = `${name}, which ${dependents.join(" and ")} depends on`;
    return because("missing-dependency", `${needed}, is in no pinned repository`);
  });
}

function exclusions(world: World, input: ParityInput): string[] {
  return [...world.order.keys()].flatMap((name) =>
    (input.graph.modules.get(name)?.excludes ?? [])
      .filter((other) => world.order.has(other))
      .map((other) => `${name} excludes ${other}, which is in the same closure`),
  );
}

function manifestPlace(origin: Origin): Location {
  const path = `${origin.path}/__manifest__.py`.replace(/^\.\//, "");
  return { source: origin.source, ...(origin.commit ? { commit: origin.commit } : {}), path };
}
