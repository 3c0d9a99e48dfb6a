import type { Issue, Location, Result } from "@ipai/core";
import { z } from "zod";

/** One letter per role: allowed, refused by a rule of the model, denied, or nothing there to try. */
const Letters = z
  .string()
  .regex(/^[ARD-]+$/, "one letter per role: A allowed, R refused by a rule, D denied, - untried");

/** `addons/access/<module>.json`: what each role may do to each of its models by RPC. */
const AccessMatrix = z
  .strictObject({
    /** Xml id of the company whose records are tried. */
    company: z.string(),
    /** Roles in the order of the letters. */
    roles: z.record(
      z.string(),
      z.strictObject({ groups: z.array(z.string()).min(1), elsewhere: z.boolean().optional() }),
    ),
    models: z.record(z.string(), z.record(z.string(), Letters)).default({}),
  })
  .refine(
    ({ roles, models }) =>
      Object.values(models).every((row) => Object.values(row).every((it) => it.length === Object.keys(roles).length)),
    { error: "every operation has one letter per role" },
  );
export type AccessMatrix = z.infer<typeof AccessMatrix>;

/** Text of an access matrix → matrix, null with the reason where it is none. */
export function parseAccessMatrix(text: string, at: Location): Result<AccessMatrix | null> {
  const refuse = (message: string): Result<null> => ({
    value: null,
    issues: [{ code: "access-matrix-shape", severity: "error", message, advice: "See docs/odoo-runs.md", at }],
  });
  try {
    const parsed = AccessMatrix.safeParse(JSON.parse(text));
    if (parsed.success) return { value: parsed.data, issues: [] };
    const [issue] = parsed.error.issues;
    return refuse(`${issue!.path.join(".") || "the file"}: ${issue!.message}`);
  } catch (error) {
    return refuse(`not JSON: ${(error as Error).message}`);
  }
}

const WORDS = { A: "allowed", R: "refused by a rule", D: "denied", "-": "not tried" } as const;

/** Where the trials came out differently than declared, and what is declared or tried on one side alone. */
export function compareAccess(declared: AccessMatrix, tried: AccessMatrix["models"], at: Location): Issue[] {
  const roles = Object.keys(declared.roles);
  const keys = new Set(
    [declared.models, tried].flatMap((models) =>
      Object.entries(models).flatMap(([model, row]) => Object.keys(row).map((operation) => `${model} ${operation}`)),
    ),
  );
  return [...keys].sort().flatMap((key) => {
    const [model, operation] = key.split(" ") as [string, string];
    const [wanted, found] = [declared.models[model]?.[operation], tried[model]?.[operation]];
    if (wanted === undefined) return [issue(`${model}: ${operation} is not declared`, at)];
    if (found === undefined)
      return [issue(`${model}: ${operation} is declared, and there is no such thing to try`, at)];
    return roles.flatMap((role, index) => {
      const [want, got] = [wanted[index], found[index]] as (keyof typeof WORDS)[];
      return want === got
        ? []
        : [issue(`${model}: ${operation} by ${role} is ${WORDS[got!]}, declared ${WORDS[want!]}`, at)];
    });
  });
}

function issue(message: string, at: Location): Issue {
  const advice = "Mend the access rights, or declare it with --write and review the change";
  return { code: "access-differs", severity: "error", message, advice, at };
}
