import { createHash } from "node:crypto";
import { canonicalJson } from "@ipai/core";
import { z } from "zod";

/** As exact as the columns are, so that a run read back is the run that was written. */
const decimals = (digits: number) => (value: number) => Math.round(value * 10 ** digits) / 10 ** digits;
const share = z.number().min(0).max(1).transform(decimals(4));
const seconds = z.number().min(0).transform(decimals(2));
const time = z.iso.datetime({ offset: true }).transform((text) => new Date(text).toISOString());
const count = z.int().min(0);
const commit = z.string().regex(/^[0-9a-f]{40}$/);

/** One parity run as history keeps it, version 1: scores, what they rest on, and what was tested. */
export const Run = z.strictObject({
  version: z.literal(1),
  recordedAt: time,
  series: z.string(),
  /** Commit of the workspace; `dirty` when files differ from it; null outside git. */
  workspace: z.strictObject({ commit: commit.nullable(), dirty: z.boolean() }),
  /** SHA-256 of the canonical report, so that a row can be traced to its document. */
  report: z.string().regex(/^[0-9a-f]{64}$/),
  scores: z.array(
    z.strictObject({
      scope: z.string(),
      capabilities: count,
      weight: count,
      proven: share,
      possible: share,
      tested: share,
      declared: share,
    }),
  ),
  capabilities: z.array(
    z.strictObject({
      id: z.string(),
      title: z.string(),
      domain: z.string(),
      app: z.string(),
      scope: z.string(),
      weight: count,
      tier: z.string(),
      share,
      declared: share,
      /** What holds it back, in one sentence; empty at the highest tier. */
      cause: z.string(),
    }),
  ),
  pins: z.array(z.strictObject({ source: z.string(), url: z.string(), commit, modules: count })),
  modules: z.array(z.strictObject({ name: z.string(), source: z.string(), version: z.string(), tree: commit })),
  gates: z.array(z.strictObject({ id: z.string(), verdict: z.enum(["GO", "NO-GO"]), blocking: z.array(z.string()) })),
  tests: z.array(
    z.strictObject({
      module: z.string(),
      passed: count,
      failed: count,
      errors: count,
      skipped: count,
      seconds,
      finished: time,
    }),
  ),
});

export type Run = z.infer<typeof Run>;

/**
 * Identity of a run: its content without the time it was recorded, so that the same run twice is one run, and without
 * titles, which belong to the capability and may be reworded.
 */
export function runId({ recordedAt: _recordedAt, capabilities, ...content }: Run): string {
  const judged = capabilities.map(({ title: _title, ...judgement }) => judgement);
  const { scores, pins, modules, gates, tests } = content;
  const tables = [judged, scores, pins, modules, gates, tests].map((rows) =>
    (rows as readonly object[]).map(asText).sort(),
  );
  return createHash("sha256")
    .update(canonicalJson([content.series, content.workspace, content.report, tables]))
    .digest("hex");
}

function asText(row: object): string {
  return canonicalJson(row);
}
