import { z } from "zod";

const id = z.string().regex(/^[a-z][a-z0-9-]*$/);
const date = z.iso.date();

/** What of a finished command is the fact: its exit code, a number in its JSON, or a captured group of its output. */
const Observe = z.union([
  z.literal("exit"),
  z.strictObject({
    json: z.string().describe("Path into the document on stdout: `totals.required.proven`, `issues.length`"),
  }),
  z.strictObject({
    match: z.string().describe("Regular expression over stdout with one group that captures a number"),
  }),
]);

/** One way to break the thing that a check guards, in a scratch copy of the workspace. */
const Edit = z.strictObject({
  file: z.string(),
  replace: z.tuple([z.string(), z.string()]).optional().describe("Text that is there, and what stands there instead"),
  append: z.string().optional(),
  remove: z.literal(true).optional(),
});

const Waiver = z.strictObject({
  reason: z.string().min(10),
  owner: z.string().min(1),
  expires: date.describe("Last day on which it holds"),
});

const Check = z.strictObject({
  id,
  title: z.string(),
  /** Null while the machinery is not there: the check is unknown, which is NO-GO. */
  command: z.array(z.string()).min(1).nullable(),
  missing: z.string().optional().describe("With `command: null`: what has to be built"),
  observe: Observe.default("exit"),
  threshold: z
    .string()
    .regex(/^(==|>=|<=|>|<) -?\d+(\.\d+)?$/)
    .default("== 0"),
  /** Hours for which a recorded observation stands; without it the command runs each time. */
  max_age_hours: z.number().positive().optional(),
  timeout_seconds: z.number().positive().default(600),
  /** Breaking the thing must turn the check red; the controls run in the tests. */
  control: z.strictObject({ edits: z.array(Edit).min(1) }).optional(),
  next: z.string().describe("The command to run, or the thing to do, when it is red"),
  waiver: Waiver.optional(),
});

const Milestone = z.strictObject({
  id: z.string().regex(/^M\d$/),
  title: z.string(),
  needs: z.array(z.string()).default([]),
  checks: z.array(id).min(1),
});

/** `gates.yml`: milestones and the checks that decide them. */
export const Gates = z
  .strictObject({ version: z.literal(1), milestones: z.array(Milestone), checks: z.array(Check) })
  .superRefine(({ milestones, checks }, context) => {
    const known = {
      checks: new Set(checks.map((check) => check.id)),
      milestones: new Set(milestones.map((milestone) => milestone.id)),
    };
    const say = (message: string, path: (string | number)[]) => context.addIssue({ code: "custom", message, path });
    milestones.forEach((milestone, index) => {
      for (const name of milestone.checks)
        if (!known.checks.has(name)) say(`no check is called ${name}`, ["milestones", index, "checks"]);
      for (const name of milestone.needs)
        if (!known.milestones.has(name)) say(`no milestone is called ${name}`, ["milestones", index, "needs"]);
    });
    checks.forEach((check, index) => {
      if (check.command && !check.control)
        say(`${check.id} has no negative control: nobody knows whether it can go red`, ["checks", index]);
      if (!check.command && !check.missing) say(`${check.id} has no command: say what is missing`, ["checks", index]);
    });
  });

export type Gates = z.infer<typeof Gates>;
export type Check = z.infer<typeof Check>;
export type Edit = z.infer<typeof Edit>;
export type Milestone = z.infer<typeof Milestone>;

/** What a command showed when it ran: kept in `evidence/gates/` for checks that have a maximum age. */
export const Observation = z.strictObject({
  check: id,
  argv: z.array(z.string()),
  /** Null when it did not end by itself. */
  exit: z.int().nullable(),
  observed: z.number().nullable(),
  threshold: z.string(),
  startedAt: z.iso.datetime(),
  ms: z.int().min(0),
  commit: z.string().nullable(),
  dirty: z.boolean(),
  logSha256: z.string().regex(/^[0-9a-f]{64}$/),
});
export type Observation = z.infer<typeof Observation>;
