import { AXES, REVERSE_AXES } from "./axes.ts";
import { nodes, type Context, type Expression } from "./expression.ts";
import type { Scope, XPathNode } from "./model.ts";
import { toBoolean } from "./values.ts";

export interface NodeTest {
  /** True when text nodes can pass. */
  readonly text: boolean;
  readonly test: (node: XPathNode) => boolean;
}

export interface Step {
  readonly axis: string;
  readonly test: NodeTest;
  readonly predicates: readonly Expression[];
}

export const ANY_NODE: NodeTest = { text: true, test: () => true };

/** `name`, `*`, `{uri}name`; an unprefixed name means no namespace, as in XPath 1.0. */
export function nameTest(name: string, axis: string): NodeTest {
  const kind = axis === "attribute" ? "attribute" : "element";
  if (name === "*") return { text: false, test: (node) => node.kind === kind };
  const [, uri = "", local = ""] = /^(?:\{([^}]*)\})?(.*)$/s.exec(name) ?? [];
  if (kind === "attribute") return { text: false, test: (node) => node.kind === "attribute" && node.name === local };
  const matches = (tag: string) => local === "*" || tag.slice(tag.indexOf(":") + 1) === local;
  if (uri === "")
    return { text: false, test: (node) => node.kind === "element" && node.tag === local && !node.namespace };
  return { text: false, test: (node) => node.kind === "element" && node.namespace === uri && matches(node.tag) };
}

/** `node()`, `text()`, `comment()`, `processing-instruction('x')`. */
export function kindTest(kind: string, target: string | undefined): NodeTest {
  if (kind === "node") return ANY_NODE;
  if (kind === "text") return { text: true, test: (node) => node.kind === "text" };
  if (kind === "comment") return { text: false, test: (node) => node.kind === "comment" };
  return {
    text: false,
    test: (node) => node.kind === "instruction" && (target === undefined || node.tag === target),
  };
}

/** A location path: from the root, from the context node, or from the nodes of another expression. */
export function path(start: "root" | "context" | Expression, steps: readonly Step[]): Expression {
  const joined = joinDescendants(steps);
  const evaluate = (context: Context) =>
    joined.reduce((from, step) => walk(step, from, context.scope), startNodes(start, context));
  return { evaluate, returns: "nodes", positional: typeof start === "object" && start.positional };
}

function startNodes(start: "root" | "context" | Expression, context: Context): XPathNode[] {
  if (start === "root") return [context.scope.document];
  return start === "context" ? [context.node] : nodes(start.evaluate(context));
}

/** `//x` is one descent when no predicate counts positions among siblings. */
function joinDescendants(steps: readonly Step[]): Step[] {
  const joined: Step[] = [];
  for (const step of steps) {
    const before = joined.at(-1);
    const anyDescent = before?.axis === "descendant-or-self" && before.test === ANY_NODE && !before.predicates.length;
    if (anyDescent && step.axis === "child" && !step.predicates.some(countsPositions))
      joined[joined.length - 1] = { ...step, axis: "descendant" };
    else joined.push(step);
  }
  return joined;
}

function countsPositions(predicate: Expression): boolean {
  return predicate.positional || predicate.returns === "number";
}

function walk(step: Step, from: readonly XPathNode[], scope: Scope): XPathNode[] {
  const axis = AXES[step.axis] as (typeof AXES)[string];
  const found: XPathNode[] = [];
  for (const node of from) {
    const candidates = axis(node, scope, step.test.text).filter(step.test.test);
    found.push(...step.predicates.reduce((kept, predicate) => filter(kept, predicate, scope), candidates));
  }
  if (from.length > 1) return scope.sorted(found);
  return REVERSE_AXES.has(step.axis) ? found.toReversed() : found;
}

/** Nodes for which a predicate holds; a number means that position. */
export function filter(candidates: XPathNode[], predicate: Expression, scope: Scope): XPathNode[] {
  const size = candidates.length;
  return candidates.filter((node, index) => {
    const value = predicate.evaluate({ node, position: index + 1, size, scope });
    return typeof value === "number" ? value === index + 1 : toBoolean(value);
  });
}
