import { z } from "zod";
import { Observe, THRESHOLD } from "./check/observe.ts";
import { SERVICES } from "./run/services.ts";

const id = z.string().regex(/^[a-z][a-z0-9-]*$/);
const date = z.iso.date();
const inside = z.string().regex(/^(?!\/)(?!.*\.\.)/, "a path inside the workspace");

/** One way to break the thing that a check guards, in a scratch copy of the workspace. */
const Edit = z.strictObject({
  file: inside,
  replace: z.tuple([z.string(), z.string()]).optional().describe("Text that is there, and what stands there instead"),
  append: z.string().optional(),
  remove: z.literal(true).optional(),
});

/** How the check is made to go red: by edits of a scratch copy, or by a run that breaks its own scratch world. */
const Control = z
  .strictObject({
    edits: z.array(Edit).min(1).optional(),
    command: z.array(z.string()).min(1).optional().describe("Runs instead of the check's command"),
    env: z.record(z.string(), z.string()).optional().describe("Variables that break the thing"),
  })
  .refine(({ edits, command, env }) => edits ?? command ?? env, "say what it breaks: edits, command or env");

const Waiver = z.strictObject({
  reason: z.string().trim().min(10),
  owner: z.string().trim().min(1),
  expires: date.describe("Last day on which it holds"),
});

const Unproven = z.strictObject({
  id,
  title: z.string(),
  /** Null while the machinery is not there: the check is unknown, which is NO-GO. */
  command: z.array(z.string()).min(1).nullable(),
  missing: z.string().optional().describe("With `command: null`: what has to be built"),
  observe: Observe.default("exit"),
  exits: z.array(z.int()).min(1).default([0, 1]).describe("Exit codes with which an observed number counts"),
  threshold: z.string().regex(THRESHOLD).default("== 0"),
  needs: z.array(z.enum(SERVICES)).default([]).describe("Services that the machine must have"),
  inputs: z.array(inside).optional().describe("What a recorded observation rests on; default: the whole workspace"),
  max_age_hours: z.number().positive().optional().describe("The record is read, for so long; without it, it runs now"),
  timeout_seconds: z.number().positive().default(600),
  control: Control.optional(),
  next: z.string().describe("The command to run, or the thing to do, when it is red"),
  waiver: Waiver.optional(),
});

/** A check that could never go red is none. */
function demandControl(
  check: Pick<z.infer<typeof Unproven>, "id" | "command" | "control" | "missing">,
  context: z.RefinementCtx,
): void {
  const say = (message: string) => context.addIssue({ code: "custom", message });
  if (check.command && !check.control) say(`${check.id} has no negative control: nobody knows whether it can go red`);
  if (!check.command && !check.missing) say(`${check.id} has no command: say what is missing`);
}

/** A command, the fact that it shows, and how the fact is judged: docs/gates.md. */
export const Check = Unproven.superRefine(demandControl);

/** What Odoo.sh documents, as a check of what we have in its place; waivers prove nothing, so there are none. */
const Feature = Unproven.omit({ waiver: true })
  .extend({
    number: z.int().positive(),
    documented: z.string().describe("What Odoo.sh's documentation says"),
    source: z.string().describe("Where it says so"),
    proof: z.string().describe("The fact that counts"),
    not_applicable: z.string().min(20).optional().describe("Why nobody needs it here; stays visible"),
  })
  .superRefine(demandControl);
export type Feature = z.infer<typeof Feature>;

/** `odoosh.yml`: the features of Odoo.sh, each with a probe or without. */
export const Odoosh = z
  .strictObject({ version: z.literal(1), features: z.array(Feature).min(1) })
  .superRefine(({ features }, context) => {
    const say: Say = (message, path) => context.addIssue({ code: "custom", message, path });
    sayTwice(features, "features", say);
    features.forEach(({ number }, index) => {
      if (number !== index + 1) say("features are numbered from 1", ["features", index, "number"]);
    });
  });
export type Odoosh = z.infer<typeof Odoosh>;

const Milestone = z.strictObject({
  id: z.string().regex(/^M\d$/),
  title: z.string(),
  needs: z.array(z.string()).default([]),
  checks: z.array(id).min(1),
});

type Say = (message: string, path: (string | number)[]) => void;

/** `gates.yml`: milestones and the checks that decide them. */
export const Gates = z
  .strictObject({ version: z.literal(1), milestones: z.array(Milestone).min(1), checks: z.array(Check) })
  .superRefine(({ milestones, checks }, context) => {
    const say: Say = (message, path) => context.addIssue({ code: "custom", message, path });
    sayTwice(checks, "checks", say);
    sayTwice(milestones, "milestones", say);
    const known = new Set(checks.map((check) => check.id));
    milestones.forEach((milestone, index) => {
      const before = new Set(milestones.slice(0, index).map((it) => it.id));
      for (const name of milestone.checks)
        if (!known.has(name)) say(`no check is called ${name}`, ["milestones", index, "checks"]);
      for (const name of milestone.needs)
        if (!before.has(name)) say(`no milestone before it is called ${name}`, ["milestones", index, "needs"]);
      if (index > 0 && milestone.needs.length === 0)
        say(`${milestone.id} needs the milestone before it`, ["milestones", index]);
    });
  });

/** The second of two with one name would never be looked at. */
function sayTwice(items: readonly { readonly id: string }[], key: string, say: Say): void {
  items.forEach((item, index) => {
    if (items.findIndex((it) => it.id === item.id) < index) say(`there are two ${key} ${item.id}`, [key, index, "id"]);
  });
}

export type Gates = z.infer<typeof Gates>;
export type Check = z.infer<typeof Check>;
export type Edit = z.infer<typeof Edit>;
export type Milestone = z.infer<typeof Milestone>;
/** A check that can be run. */
export type Runnable = Check & { command: string[]; control: NonNullable<Check["control"]> };
