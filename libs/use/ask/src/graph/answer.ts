import { closure, codepends, findMissing, loadOrder, planInstall } from "@ipai/graph";
import { answerCycles, answerMissing, answerRedundant, answerUndeclared, missingIssue } from "./problems.ts";
import type { Answer, Question } from "./question.ts";

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
