import type { Catalog } from "@ipai/catalog";
import { formatLocation, type Issue } from "@ipai/core";
import { findCycles, findMissing, findRedundant } from "@ipai/graph";
import type { Answer, Question } from "./question.ts";
import { edgeAt, isDeliberate, placeIn } from "./places.ts";

type Missing = ReturnType<typeof findMissing>[number];

export function answerMissing({ catalog, graph, names }: Question): Answer {
  const missing = findMissing(graph, names.length ? new Set(names) : undefined);
  return {
    document: {
      modules: missing.map(({ name, neededBy, blocks }) => ({
        name,
        neededBy: neededBy.map(({ module }) => ({ name: module.name, at: edgeAt(catalog, module.name, name) })),
        blocks,
      })),
    },
    lines: [],
    issues: missing.map((found) => missingIssue(catalog, found)),
  };
}

export function missingIssue(catalog: Catalog, { name, neededBy, blocks }: Missing): Issue {
  const places = neededBy.map(({ module }) => formatLocation(edgeAt(catalog, module.name, name)));
  const others = blocks.filter((blocked) => !neededBy.some(({ module }) => module.name === blocked));
  return {
    code: "missing-dependency",
    severity: "error",
    message:
      `'${name}' is in no source; needed by ${neededBy.map(({ module }) => module.name).join(", ")}` +
      (places.length > 1 ? ` (${places.slice(1).join(", ")})` : "") +
      (others.length ? `; blocks also ${others.join(", ")}` : ""),
    advice: `ipai oca add OCA/<the repository that holds ${name}>, or name another --source`,
    at: edgeAt(catalog, neededBy[0]!.module.name, name),
  };
}

export function answerCycles({ catalog, graph, names }: Question): Answer {
  const cycles = findCycles(graph).filter(
    ({ modules }) => !names.length || modules.some(({ name }) => names.includes(name)),
  );
  return {
    document: {
      cycles: cycles.map(({ modules, edges }) => ({
        modules: modules.map(({ name }) => name),
        edges: edges.map(({ from, to }) => ({ from: from.name, to, at: edgeAt(catalog, from.name, to) })),
      })),
    },
    lines: [],
    issues: cycles.map(({ edges }) => ({
      code: "dependency-cycle",
      severity: "error",
      message: edges
        .map(({ from, to }) => `${from.name} → ${to} (${formatLocation(edgeAt(catalog, from.name, to))})`)
        .join(", "),
      advice: "Odoo skips every module of a loop and all that depend on them: take one of these names out of 'depends'",
      at: edgeAt(catalog, edges[0]!.from.name, edges[0]!.to),
    })),
  };
}

export function answerRedundant({ catalog, graph, names }: Question): Answer {
  const found = findRedundant(graph, names.length ? names : graph.modules.keys()).map((redundant) => ({
    ...redundant,
    at: edgeAt(catalog, redundant.module.name, redundant.dependency),
  }));
  const open = found.filter(({ module, at }) => !isDeliberate(catalog, module.name, at.line));
  return {
    document: {
      modules: open.map(({ module, dependency, impliedBy, at }) => ({ name: module.name, dependency, impliedBy, at })),
    },
    lines: [],
    issues: open.map(({ dependency, impliedBy, at }) => ({
      code: "redundant-depends",
      severity: "warning",
      message: `'${dependency}' comes with ${impliedBy.join(", ")}`,
      advice: "drop it, or say why it is there in a comment on its line",
      at,
    })),
  };
}

/** Loads the checks only here: no other question needs models and data. */
export async function answerUndeclared({ catalog, graph, names }: Question): Promise<Answer> {
  const { CheckedModule, undeclaredUses, World } = await import("@ipai/checks");
  const world = new World(catalog);
  const found = (names.length ? names : [...graph.modules.keys()]).flatMap((name) => {
    const uses = undeclaredUses(new CheckedModule(world, name)).map(({ kind, what, modules, file, line }) => ({
      kind,
      what,
      modules,
      at: placeIn(catalog.modules.get(name)!.origin, file, line),
    }));
    return uses.length ? [{ name, undeclared: uses }] : [];
  });
  return {
    document: { modules: found },
    lines: [],
    issues: found.flatMap(({ name, undeclared }) =>
      undeclared.map(({ what, modules, at }) => ({
        code: "undeclared-depends",
        severity: "error" as const,
        message: `${what} comes from ${modules.join(" or ")}, which '${name}' does not depend on`,
        advice: `add '${modules[0]}' to 'depends', or move this into a module that depends on both`,
        at,
      })),
    ),
  };
}
