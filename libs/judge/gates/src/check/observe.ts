import { z } from "zod";

/** What of a finished command is the fact: its exit code, a number in its JSON, or a captured group of its output. */
export const Observe = z.union([
  z.literal("exit"),
  z.strictObject({
    json: z.string().min(1).describe("Path into the document on stdout: `totals.required.proven`, `issues.length`"),
  }),
  z.strictObject({
    match: z
      .string()
      .refine(hasOneGroup, "a regular expression with one group")
      .describe("Regular expression over stdout with one group that captures a number"),
  }),
]);

/** `>= 0.8` */
export const THRESHOLD = /^(==|>=|<=|>|<) -?\d+(\.\d+)?$/;

/** How a check's fact is read. */
interface Observable {
  readonly observe: z.infer<typeof Observe>;
  /** Exit codes with which an observed number counts. */
  readonly exits: readonly number[];
}

/** A finished command. */
export interface Finished {
  readonly exit: number | null;
  readonly stdout: string;
}

/** A shell's words for "not found", "not executable" and "ended by a signal": no fact about the thing. */
const DID_NOT_RUN = (exit: number): boolean => exit === 126 || exit === 127 || exit > 128;

/**
 * The observed fact as a number; null where the output does not hold it, or the command did not end by itself.
 * What is not a number is never taken for one: an empty text, a list, `true`.
 */
export function observe(check: Observable, { exit, stdout }: Finished): number | null {
  if (exit === null || DID_NOT_RUN(exit)) return null;
  if (check.observe === "exit") return exit;
  if (!check.exits.includes(exit)) return null;
  if ("match" in check.observe) return toNumber(new RegExp(check.observe.match, "m").exec(stdout)?.[1]);
  return toNumber(atPath(parseJson(stdout), check.observe.json.split(".")));
}

function hasOneGroup(pattern: string): boolean {
  try {
    return new RegExp(`${pattern}|`).exec("")!.length === 2;
  } catch {
    return false;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function atPath(value: unknown, [key, ...rest]: readonly string[]): unknown {
  if (key === undefined) return value;
  if (value === null || typeof value !== "object" || !Object.hasOwn(value, key)) return undefined;
  return atPath((value as Record<string, unknown>)[key], rest);
}

function toNumber(value: unknown): number | null {
  if (typeof value === "number") return value;
  return typeof value === "string" && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : null;
}

const OPERATORS: Readonly<Record<string, (observed: number, wanted: number) => boolean>> = {
  "==": (observed, wanted) => observed === wanted,
  ">=": (observed, wanted) => observed >= wanted,
  "<=": (observed, wanted) => observed <= wanted,
  ">": (observed, wanted) => observed > wanted,
  "<": (observed, wanted) => observed < wanted,
};

/** Does the fact meet a threshold such as `>= 95`? */
export function meets(observed: number, threshold: string): boolean {
  const { operator, wanted } = parseThreshold(threshold);
  return OPERATORS[operator]!(observed, wanted);
}

/** Is one fact further from a threshold than another? */
export function isWorse(observed: number, than: number, threshold: string): boolean {
  const { operator, wanted } = parseThreshold(threshold);
  if (operator === "==") return Math.abs(observed - wanted) > Math.abs(than - wanted);
  return operator.startsWith(">") ? observed < than : observed > than;
}

function parseThreshold(threshold: string): { operator: string; wanted: number } {
  if (!THRESHOLD.test(threshold)) throw new Error(`${JSON.stringify(threshold)} is no threshold`);
  const [operator, wanted] = threshold.split(" ") as [string, string];
  return { operator, wanted: Number(wanted) };
}
