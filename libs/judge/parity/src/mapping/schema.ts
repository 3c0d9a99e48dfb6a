import { z } from "zod";
import { Probe } from "./probe.ts";

/** Evidence for a capability, weakest first: each tier includes the ones before it. */
export const TIERS = ["unmapped", "mapped", "resolved", "capable", "installed", "tested"] as const;
export type Tier = (typeof TIERS)[number];

/** Whether a tier proves anything: its claims were checked against content. */
export function isProof(tier: Tier): boolean {
  return TIERS.indexOf(tier) >= TIERS.indexOf("capable");
}

const text = z.string().trim().min(1);
const share = z.number().min(0).max(1);
const moduleName = z.string().regex(/^[a-z0-9_]+$/i, "a module's technical name");
const series = z.string().regex(/^\d+\.\d$/, "a series such as `19.0`");
const date = z.iso.date();

/** How much of the capability a candidate covers when all its probes hold: a judgement, so it only ever caps the score. */
export const Coverage = z.enum(["full", "strong", "partial", "weak"]);
export type Coverage = z.infer<typeof Coverage>;

const Candidate = z.strictObject({
  modules: z.array(moduleName).min(1),
  /** Repository the modules must come from: `odoo/odoo`, `OCA/<repository>`, `ipai`. */
  from: z.union([z.literal("ipai"), z.string().regex(/^[\w.-]+\/[\w.-]+$/)], {
    error: "`odoo/odoo`, `ipai`, or `<owner>/<repository>`",
  }),
  coverage: Coverage,
  /** Series in which its manifest was seen in git, installable. */
  series: z.array(series).default([]),
  gaps: text.optional(),
  probes: z.array(Probe).default([]),
  /** Acceptance tests: tags or test method names. */
  tests: z.array(text).default([]),
});
export type Candidate = z.infer<typeof Candidate>;

const Waiver = z.strictObject({ reason: text, owner: text, date });

const Capability = z
  .strictObject({
    id: z.string().regex(/^[a-z0-9_-]+(\.[a-z0-9_-]+){2}$/, "`<domain>.<app>.<slug>`"),
    title: text,
    description: text,
    domain: text,
    app: text,
    weight: z.int().min(1).max(5),
    scope: z.enum(["required", "optional", "waived"]),
    waiver: Waiver.optional(),
    sources: z.array(text).min(1),
    /** Enterprise add-ons whose function this capability is. */
    addons: z.array(moduleName).default([]),
    candidates: z.array(Candidate).min(1).optional(),
    none: text.optional(),
  })
  .refine((it) => (it.scope === "waived") === (it.waiver !== undefined), {
    path: ["waiver"],
    error: "`waiver` (reason, owner, date) belongs to `scope: waived`, and to it alone",
  })
  .refine((it) => (it.candidates === undefined) !== (it.none === undefined), {
    path: ["candidates"],
    error: "either `candidates` or `none: <reason>`, not both and not neither",
  });
export type Capability = z.infer<typeof Capability>;

const Addon = z
  .strictObject({
    kind: z.enum(["bridge", "localization", "connector", "test", "theme"]),
    /** The capability it glues to something else. */
    capability: text.optional(),
    reason: text,
  })
  .refine((it) => it.kind !== "bridge" || it.capability !== undefined, {
    path: ["capability"],
    error: "a bridge names the `capability` it belongs to",
  });

const tierCredit = Object.fromEntries(TIERS.map((tier) => [tier, share])) as Record<Tier, typeof share>;
const coverageCap = Object.fromEntries(Coverage.options.map((it) => [it, share])) as Record<Coverage, typeof share>;

/** `ee_parity_mapping.yml`: which free modules stand for which Enterprise capability, and what would prove it. */
export const Mapping = z.strictObject({
  version: z.literal(1),
  series,
  universe: z.strictObject({
    source: text,
    file: text,
    sha256: z.string().regex(/^[0-9a-f]{64}$/, "a SHA-256 digest"),
  }),
  scope: text,
  /** Share of a capability's weight that each tier earns. */
  credit: z.strictObject(tierCredit),
  coverage_cap: z.strictObject(coverageCap),
  capabilities: z.array(Capability).min(1),
  /** Enterprise add-ons that no capability lists, each with its reason. */
  addons: z.record(moduleName, Addon).default({}),
});
export type Mapping = z.infer<typeof Mapping>;
