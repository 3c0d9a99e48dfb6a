import type { Catalog } from "@ipai/catalog";
import { formatLocation, type Issue, type Location, type Origin } from "@ipai/core";
import {
  buildGraph,
  closure,
  codepends,
  findCycles,
  findMissing,
  findRedundant,
  graphModule,
  loadOrder,
  planInstall,
  type Graph,
  type PlanOptions,
} from "@ipai/graph";

/** What one question answers: the JSON document, the same as lines of text, and the issues found. */
export interface Answer {
  readonly document: Record<string, unknown>;
  readonly lines: readonly string[];
  readonly issues: readonly Issue[];
}

export interface Question extends PlanOptions {
  readonly catalog: Catalog;
  readonly graph: Graph;
  /** Modules asked about; empty: all of them. */
  readonly names: readonly string[];
  readonly install: readonly string[];
}

/** Why modules are not in the graph: errors of manifests that cannot be read. */
export function unreadable(catalog: Catalog): Issue[] {
  return [...catalog.modules.values()]
    .filter(({ manifest }) => !manifest)
    .flatMap(({ issues, origin }) =>
      issues
        .filter(({ severity }) => severity === "error")
        .map((issue) => ({
          ...issue,
          at: { ...issue.at, ...manifestAt(origin), path: `${origin.path}/${issue.at?.path ?? "__manifest__.py"}` },
        })),
    );
}

/** Modules whose manifest can be read, as a graph; the others are issues of the catalog. */
export function graphOf(catalog: Catalog, series?: string): Graph {
  return buildGraph(
    [...catalog.modules.values()].flatMap(({ name, manifest, origin }) =>
      manifest ? [graphModule({ name, manifest, origin }, series)] : [],
    ),
  );
}

export const QUESTIONS: Readonly<
  Record<string, { summary: string; answer: (question: Question) => Answer | Promise<Answer> }>
> = {
  order: { summary: "modules in the order Odoo loads them, and those it skips", answer: answerOrder },
  closure: { summary: "modules and everything they depend on, in load order", answer: answerClosure },
  codepends: { summary: "modules that a change to the named ones can break", answer: answerCodepends },
  plan: { summary: "what Odoo installs for --install, auto_install included", answer: answerPlan },
  missing: { summary: "dependencies that are nowhere, who needs them, what they block", answer: answerMissing },
  cycles: { summary: "modules that depend on themselves over others", answer: answerCycles },
  undeclared: { summary: "uses of modules outside the closure", answer: answerUndeclared },
  redundant: { summary: "dependencies that another dependency already brings", answer: answerRedundant },
};

function answerOrder({ graph, names }: Question): Answer {
  const { order, skipped } = loadOrder(graph, names.length ? closure(graph, names) : graph.modules.keys());
  return {
    document: { modules: order.map(({ name, depends, origin }) => ({ name, depends, origin })), skipped },
    lines: [
      ...order.map(({ name }) => name),
      ...skipped.map(({ name, reason, because }) => `# skipped ${name}: ${[reason, ...because].join(" ")}`),
    ],
    issues: [],
  };
}

function answerClosure(question: Question): Answer {
  const { graph, names } = question;
  const wanted = closure(graph, names.length ? names : graph.modules.keys());
  const { order, skipped } = loadOrder(graph, wanted);
  const missing = [...wanted].filter((name) => !graph.modules.has(name)).sort();
  const unordered = skipped.flatMap(({ name }) => graph.modules.get(name) ?? []);
  const modules = [...order, ...unordered];
  return {
    document: { modules: modules.map(({ name, depends, origin }) => ({ name, depends, origin })), missing },
    lines: [...modules.map(({ name }) => name), ...missing.map((name) => `# missing ${name}`)],
    issues: findMissing(graph, wanted).map((found) => missingIssue(question.catalog, found)),
  };
}

function answerCodepends({ graph, names }: Question): Answer {
  const { order, skipped } = loadOrder(graph, graph.modules.keys());
  const wanted = codepends(graph, names);
  const modules = [...order, ...skipped.flatMap(({ name }) => graph.modules.get(name) ?? [])].filter(({ name }) =>
    wanted.has(name),
  );
  return {
    document: { modules: modules.map(({ name, depends, origin }) => ({ name, depends, origin })) },
    lines: modules.map(({ name }) => name),
    issues: [],
  };
}

function answerPlan({ catalog, graph, names, install, ...options }: Question): Answer {
  const { value, issues } = planInstall(graph, [...install, ...names], options);
  const needs = { python: new Set<string>(), bin: new Set<string>() };
  for (const { module } of value.modules) {
    const external = catalog.modules.get(module.name)!.manifest!.external_dependencies;
    for (const name of external["python"] ?? []) needs.python.add(name);
    for (const name of external["bin"] ?? []) needs.bin.add(name);
  }
  const external = { python: [...needs.python].sort(), bin: [...needs.bin].sort() };
  return {
    document: {
      modules: value.modules.map(({ module, reason }) => ({ name: module.name, reason, origin: module.origin })),
      installs: value.installs,
      external,
    },
    lines: [
      ...value.modules.map(({ module, reason }) => `${module.name}  ${[reason.kind, ...reason.because].join(" ")}`),
      ...(external.python.length ? [`# Python packages: ${external.python.join(", ")}`] : []),
      ...(external.bin.length ? [`# programs: ${external.bin.join(", ")}`] : []),
    ],
    issues,
  };
}

type Missing = ReturnType<typeof findMissing>[number];

function answerMissing({ catalog, graph, names }: Question): Answer {
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

function missingIssue(catalog: Catalog, { name, neededBy, blocks }: Missing): Issue {
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

function answerCycles({ catalog, graph, names }: Question): Answer {
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

function answerRedundant({ catalog, graph, names }: Question): Answer {
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
async function answerUndeclared({ catalog, graph, names }: Question): Promise<Answer> {
  const { undeclaredUses, World } = await import("@ipai/checks");
  const world = new World(catalog);
  const found = (names.length ? names : [...graph.modules.keys()]).flatMap((name) => {
    const uses = undeclaredUses(world.module(name)).map(({ kind, what, modules, file, line }) => ({
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

/** Where a manifest names a dependency; without a line where the facts do not tell. */
function edgeAt(catalog: Catalog, module: string, dependency: string): Location {
  const line = catalog.facts(module).lines?.depends[dependency];
  return { ...manifestAt(catalog.modules.get(module)!.origin), ...(line !== undefined && { line }) };
}

function manifestAt(origin: Origin): Location {
  return placeIn(origin, "__manifest__.py");
}

function placeIn({ source, commit, path }: Origin, file: string, line?: number): Location {
  const whole = path === "." ? file : `${path}/${file}`;
  return { source, path: whole, ...(commit && { commit }), ...(line !== undefined && { line }) };
}

/** A comment on the dependency's own line says that somebody wants it there. */
function isDeliberate(catalog: Catalog, module: string, line: number | undefined): boolean {
  const [text] = catalog.read([{ module, file: "__manifest__.py" }]);
  return line !== undefined && /#/.test(text?.toString("utf8").split("\n")[line - 1] ?? "");
}
