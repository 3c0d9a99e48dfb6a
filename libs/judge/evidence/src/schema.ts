import { z } from "zod";

const hex = (digits: number, what: string) => z.string().regex(new RegExp(`^[0-9a-f]{${digits}}$`), what);
const oid = hex(40, "a full git object id");
const sha256 = hex(64, "a SHA-256 digest");
const count = z.int().min(0);

/** Names Odoo's framework, the core's `odoo` folder; any other subject is a module. Both by tree oid. */
export const CORE_SUBJECT = "odoo/odoo";
export const PREDICATE_TYPE = "urn:ipai:attestation:odoo-run:v1";

const Counts = z
  .strictObject({ run: count, passed: count, failed: count, errors: count, skipped: count })
  .refine((it) => it.run === it.passed + it.failed + it.errors + it.skipped, {
    error: "`run` is the sum of passed, failed, errors and skipped",
  });
export type Counts = z.infer<typeof Counts>;

/** What ran: `install` says that the modules install, `test` that their tests ran too, `update` that they update. */
const Run = z.strictObject({
  kind: z.enum(["install", "test", "update"]),
  outcome: z.enum(["passed", "failed"]),
  /** As it was called, without paths of the machine. */
  command: z.array(z.string()).min(1),
  /** `{odoo: "19.0", python: "3.11.2", postgresql: "15.14"}` */
  versions: z.record(z.string(), z.string()),
  database: z.strictObject({ demo: z.boolean(), modules: z.array(z.string()).min(1) }),
  tests: Counts,
  /** Counts by the module whose tests they are. */
  suites: z.record(z.string(), Counts).default({}),
  /** Tests by name (`TestTax.test_rounding`), when the run names them. */
  cases: z
    .array(
      z.strictObject({ module: z.string(), name: z.string(), state: z.enum(["passed", "failed", "error", "skipped"]) }),
    )
    .default([]),
  /** Counts of the tests that name a capability as what they show, by its id; absent where none does. */
  capabilities: z.record(z.string(), Counts).optional(),
  /** For an update: the trees of the modules that it began with, by name. */
  from: z.record(z.string(), oid).optional(),
  /** UTC. */
  finished: z.iso.datetime(),
  seconds: z.number().min(0),
  log: z.strictObject({ sha256, lines: count }),
});

/** A module by its tree, the core by its commit. */
const Digest = z.strictObject({ gitTree: oid });

/** An in-toto Statement v1 about one run of a real Odoo. */
export const Attestation = z.strictObject({
  _type: z.literal("https://in-toto.io/Statement/v1"),
  subject: z.array(z.strictObject({ name: z.string().min(1), digest: Digest })).min(1),
  predicateType: z.literal(PREDICATE_TYPE),
  predicate: Run,
});
export type Attestation = z.infer<typeof Attestation>;
/** An attestation's predicate: what ran, on what, with what result. */
export type OdooRun = Attestation["predicate"];
