import type { XPathNode, Scope } from "./model.ts";
import { compare, toBoolean, toNumber, type Value } from "./values.ts";

export interface Context {
  readonly node: XPathNode;
  /** Counts from 1 among `size` nodes. */
  readonly position: number;
  readonly size: number;
  readonly scope: Scope;
}

/** A compiled expression, with what is known of it before it runs. */
export interface Expression {
  readonly evaluate: (context: Context) => Value;
  readonly returns: "number" | "string" | "boolean" | "nodes";
  /** True when the result depends on the context's position or size. */
  readonly positional: boolean;
}

export function constant(value: string | number): Expression {
  return { evaluate: () => value, returns: typeof value as "string" | "number", positional: false };
}

export function negate(operand: Expression): Expression {
  return { ...operand, evaluate: (context) => -toNumber(operand.evaluate(context)), returns: "number" };
}

/** `a operator b` for every operator but the path's own `/`. */
export function binary(operator: string, left: Expression, right: Expression): Expression {
  const positional = left.positional || right.positional;
  const arithmetic = ARITHMETIC[operator];
  if (arithmetic) {
    const evaluate = (context: Context) =>
      arithmetic(toNumber(left.evaluate(context)), toNumber(right.evaluate(context)));
    return { evaluate, returns: "number", positional };
  }
  if (operator === "|") {
    const evaluate = (context: Context) =>
      context.scope.sorted([...nodes(left.evaluate(context)), ...nodes(right.evaluate(context))]);
    return { evaluate, returns: "nodes", positional };
  }
  return { evaluate: logical(operator, left, right), returns: "boolean", positional };
}

const ARITHMETIC: Readonly<Record<string, (a: number, b: number) => number>> = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  div: (a, b) => a / b,
  mod: (a, b) => a % b,
};

function logical(operator: string, left: Expression, right: Expression): Expression["evaluate"] {
  if (operator === "and") return (context) => toBoolean(left.evaluate(context)) && toBoolean(right.evaluate(context));
  if (operator === "or") return (context) => toBoolean(left.evaluate(context)) || toBoolean(right.evaluate(context));
  const comparison = operator as Parameters<typeof compare>[0];
  return (context) => compare(comparison, left.evaluate(context), right.evaluate(context));
}

export function nodes(value: Value): XPathNode[] {
  if (!Array.isArray(value)) throw new TypeError("a node-set is expected");
  return value;
}
