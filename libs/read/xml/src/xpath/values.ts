import { stringValue, type XPathNode } from "./model.ts";

/** The four types of XPath 1.0; node-sets are unique and in document order. */
export type Value = string | number | boolean | XPathNode[];

export function toText(value: Value): string {
  if (typeof value === "string") return value;
  if (Array.isArray(value)) return value[0] ? stringValue(value[0]) : "";
  return Object.is(value, -0) ? "0" : String(value);
}

const NUMBER = /^[ \t\r\n]*(-?(?:\d+(?:\.\d*)?|\.\d+))[ \t\r\n]*$/;

export function toNumber(value: Value): number {
  if (typeof value === "number") return value;
  if (typeof value === "boolean") return value ? 1 : 0;
  const text = NUMBER.exec(toText(value))?.[1];
  return text === undefined ? Number.NaN : Number(text);
}

export function toBoolean(value: Value): boolean {
  if (typeof value === "boolean") return value;
  if (typeof value === "number") return value !== 0 && !Number.isNaN(value);
  return value.length > 0;
}

type Comparison = "=" | "!=" | "<" | "<=" | ">" | ">=";

/** XPath 1.0, 3.4: a node-set compares true when any of its nodes does. */
export function compare(operator: Comparison, left: Value, right: Value): boolean {
  if (Array.isArray(left) && typeof right !== "boolean")
    return left.some((node) => compare(operator, stringValue(node), right));
  if (Array.isArray(right) && typeof left !== "boolean")
    return right.some((node) => compare(operator, left, stringValue(node)));
  if (operator === "=" || operator === "!=") return equal(left, right) === (operator === "=");
  const [a, b] = [toNumber(atom(left)), toNumber(atom(right))];
  return operator === "<" ? a < b : operator === "<=" ? a <= b : operator === ">" ? a > b : a >= b;
}

function equal(left: Value, right: Value): boolean {
  if (typeof left === "boolean" || typeof right === "boolean") return toBoolean(left) === toBoolean(right);
  if (typeof left === "number" || typeof right === "number") return toNumber(left) === toNumber(right);
  return toText(left) === toText(right);
}

/** A node-set beside a boolean counts as a boolean. */
function atom(value: Value): Value {
  return Array.isArray(value) ? toBoolean(value) : value;
}
