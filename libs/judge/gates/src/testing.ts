import { Check, type Runnable } from "./schema.ts";
import type { CheckRecord, Observation } from "./record/schema.ts";

/** A check as `gates.yml` gives it, for tests. */
export function exampleCheck(more: Partial<Check> = {}): Runnable {
  const check = { id: "c", title: "c", command: ["true"], control: { env: { BROKEN: "1" } }, next: "mend it", ...more };
  return Check.parse(check) as Runnable;
}

/** An observation made at noon of 22 November 2026. */
export function exampleObservation(more: Partial<Observation> = {}): Observation {
  return {
    definition: "d".repeat(64),
    inputs: "1".repeat(64),
    argv: ["true"],
    exit: 0,
    observed: 0,
    threshold: "== 0",
    started_at: "2026-11-22T12:00:00.000Z",
    ms: 5,
    git_sha: null,
    dirty: false,
    image_digest: null,
    host: "a machine",
    log_sha256: "0".repeat(64),
    ...more,
  };
}

/** A record of a green observation with a red control. */
export function exampleRecord(more: Partial<Observation> = {}): CheckRecord {
  const observation = exampleObservation(more);
  const broken = exampleObservation({ observed: 1, exit: 1 });
  return { version: 1, check: "c", observation, control: { red: true, reason: "", whole: observation, broken } };
}
