import { z } from "zod";

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** What a command showed when it ran. */
export const Observation = z.strictObject({
  /** Of the check as it was asked: command, fact, threshold, control. */
  definition: sha256,
  /** Of the content that the check rests on. */
  inputs: sha256,
  argv: z.array(z.string()),
  /** Null when it did not end by itself. */
  exit: z.int().nullable(),
  observed: z.number().nullable(),
  threshold: z.string(),
  started_at: z.iso.datetime(),
  ms: z.int().min(0),
  git_sha: z.string().nullable(),
  dirty: z.boolean(),
  /** Of Odoo's image where it ran in one. */
  image_digest: z.string().nullable(),
  host: z.string(),
  log_sha256: sha256,
});
export type Observation = z.infer<typeof Observation>;

/** What the negative control showed. */
export const ControlResult = z.strictObject({
  /** True when breaking the thing turned the check red. */
  red: z.boolean(),
  /** Why it proves nothing; empty when it does. */
  reason: z.string(),
  whole: Observation,
  broken: Observation,
});
export type ControlResult = z.infer<typeof ControlResult>;

/** One check as it lies in `evidence/gates/` or `evidence/odoosh/`. */
export const CheckRecord = z.strictObject({
  version: z.literal(1),
  check: z.string(),
  observation: Observation,
  control: ControlResult,
});
export type CheckRecord = z.infer<typeof CheckRecord>;
