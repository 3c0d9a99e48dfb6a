import { TIERS } from "@ipai/parity";
import { z } from "zod";

const share = z.number().min(0).max(1);
const count = z.int().min(0);
const tier = z.enum(TIERS);
const scope = z.enum(["required", "optional", "waived"]);
const perTier = <T extends z.ZodType>(value: T) => z.strictObject(Object.fromEntries(TIERS.map((it) => [it, value])));

const Location = z
  .strictObject({
    path: z.string(),
    line: z.int().min(1).optional(),
    column: z.int().min(1).optional(),
    source: z.string().optional(),
    commit: z.string().optional(),
  })
  .describe("A place: `git show <commit>:<path>` in the repository of that name under inputs.pins");

const Reason = z.strictObject({ cause: z.string(), message: z.string() });

const Step = z.strictObject({
  tier,
  state: z.enum(["reached", "missed", "unknown"]),
  reasons: z.array(Reason),
  evidence: z.array(Location),
});

const Probe = z.strictObject({
  text: z.string(),
  state: z.enum(["holds", "fails", "unknown"]),
  reason: z.string().optional(),
  evidence: z.array(Location),
  useless: z.string().optional().describe("Why it proves nothing although it holds"),
});

const Candidate = z.strictObject({
  modules: z.array(z.string()),
  from: z.string(),
  coverage: z.enum(["full", "strong", "partial", "weak"]),
  series: z.array(z.string()),
  gaps: z.string().optional(),
  tier,
  possibleTier: tier,
  share,
  possibleShare: share,
  closure: z.array(z.string()),
  steps: z.array(Step),
  probes: z.array(Probe),
  at: Location,
});

const Capability = z.strictObject({
  id: z.string(),
  title: z.string(),
  description: z.string(),
  domain: z.string(),
  app: z.string(),
  weight: z.int().min(1),
  scope,
  waiver: z.strictObject({ reason: z.string(), owner: z.string(), date: z.string() }).optional(),
  sources: z.array(z.string()),
  addons: z.array(z.string()),
  none: z.string().optional(),
  tier,
  share: share.describe("Of the weight, as proven"),
  possibleShare: share,
  declaredShare: share,
  best: z.int().nullable().describe("Index of the candidate that counts"),
  candidates: z.array(Candidate),
  at: Location,
});

const Score = z.strictObject({
  capabilities: count,
  weight: count,
  proven: share,
  possible: share,
  tested: share,
  declared: share,
  tiers: perTier(z.strictObject({ capabilities: count, weight: count, declared: share })),
});
const Group = z.strictObject({ name: z.string(), score: Score });
const Loss = z.strictObject({ cause: z.string(), capabilities: count, share, ids: z.array(z.string()) });

const Attestation = z.strictObject({
  path: z.string(),
  kind: z.string(),
  modules: z.array(z.string()),
  counts: z.boolean(),
  reasons: z.array(z.string()),
  signedBy: z.string().nullable(),
  tests: z.strictObject({ run: count, passed: count, skipped: count }),
});

const Inputs = z.strictObject({
  mapping: z.strictObject({ path: z.string(), sha256: z.string() }),
  pins: z.array(
    z.strictObject({ name: z.string(), url: z.string(), branch: z.string(), commit: z.string(), modules: count }),
  ),
  workspace: count.describe("Modules of the workspace itself"),
  trees: z.record(z.string(), z.strictObject({ from: z.string(), tree: z.string() })),
  attestations: z.array(Attestation),
  universe: z.strictObject({ addons: count, accounted: count }),
});

const Issue = z.strictObject({
  code: z.string(),
  severity: z.enum(["error", "warning", "info"]),
  message: z.string(),
  advice: z.string(),
  at: Location.optional(),
});

/** `report.json`, version 1: a new field needs a new place here, a removed or renamed one a new version. */
export const ParityDocument = z.strictObject({
  version: z.literal(1),
  inputs: Inputs,
  parity: z.strictObject({
    series: z.string(),
    scope: z.string(),
    credit: perTier(share),
    coverage_cap: z.record(z.string(), share),
    universe: z.strictObject({ source: z.string(), file: z.string(), sha256: z.string() }),
    totals: z.strictObject({ universe: Score, required: Score }),
    domains: z.array(Group),
    apps: z.array(Group),
    capabilities: z.array(Capability),
  }),
  losses: z.strictObject({ required: z.array(Loss), universe: z.array(Loss) }),
  plan: z.looseObject({ target: share, reachable: share, lines: count }).nullable().describe("The way to the target"),
  issues: z.array(Issue),
});

/** The JSON Schema of `report.json`, as the text of `docs/schemas/parity-report.schema.json`. */
export function renderParitySchema(): string {
  const schema = z.toJSONSchema(ParityDocument, { target: "draft-7" });
  return `${JSON.stringify({ title: "Parity report", ...schema }, null, 2)}\n`;
}
