import type { Check } from "../schema.ts";

/** A finished command. */
export interface Finished {
  readonly exit: number | null;
  readonly stdout: string;
}

/** The observed fact as a number; null where the output does not hold it, or the command did not end by itself. */
export function observe(check: Pick<Check, "observe">, { exit, stdout }: Finished): number | null {
  if (exit === null) return null;
  if (check.observe === "exit") return exit;
  if ("match" in check.observe) return toNumber(new RegExp(check.observe.match, "m").exec(stdout)?.[1]);
  return toNumber(atPath(parseJson(stdout), check.observe.json.split(".")));
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
  if (value === null || typeof value !== "object") return undefined;
  return atPath((value as Record<string, unknown>)[key], rest);
}

function toNumber(value: unknown): number | null {
  if (typeof value === "boolean" || value === null || value === undefined || value === "") return null;
  const number = Number(value);
  return Number.isFinite(number) ? number : null;
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
  const [operator, wanted] = threshold.split(" ") as [string, string];
  return OPERATORS[operator]!(observed, Number(wanted));
}
