import { z } from "zod";

/** What a commit to a branch does, and how its builds are made. */
export const BranchSettings = z.strictObject({
  /** `new`: a new database; `update`: the branch's database; `nothing`: only on request. */
  on_commit: z.enum(["new", "update", "nothing"]).default("new"),
  /** `own`: every installable module of the branch; `affected`: those that the change can break; or a list. */
  install: z.union([z.enum(["own", "affected"]), z.array(z.string().regex(/^[a-z0-9_]+$/)).min(1)]).default("own"),
  tests: z.boolean().default(true),
  /** Odoo's `--test-tags`; empty: every test of what is installed. */
  tags: z
    .string()
    .regex(/^[A-Za-z0-9_:,/.+-]*$/, "letters, digits and _ : , / . + - only")
    .default(""),
  demo: z.boolean().default(true),
  /** `latest`, or a revision that the builders have; a pin holds for three months at most. */
  revision: z
    .string()
    .regex(/^[A-Za-z0-9._-]+$/)
    .default("latest"),
  revision_until: z.iso.date().nullable().default(null),
  /** How long a development build lives. */
  hours_to_live: z
    .number()
    .positive()
    .max(24 * 30)
    .default(72),
  workers: z.int().min(0).max(16).default(0),
});
export type BranchSettings = z.infer<typeof BranchSettings>;

const MONTHS = 3;

/** Settings that are not given take their default; a pin gets its last day. Throws zod's error for what is no setting. */
export function parseSettings(given: unknown, today = new Date()): BranchSettings {
  const settings = BranchSettings.parse(given);
  if (settings.revision === "latest") return { ...settings, revision_until: null };
  const last = new Date(today);
  last.setUTCMonth(last.getUTCMonth() + MONTHS);
  const latest = last.toISOString().slice(0, 10);
  const until = settings.revision_until;
  return { ...settings, revision_until: until && until < latest ? until : latest };
}

/** The revision that counts today: a pin that ended is `latest` again. */
export function revisionOf({ revision, revision_until }: BranchSettings, today = new Date()): string {
  return revision_until && revision_until < today.toISOString().slice(0, 10) ? "latest" : revision;
}
