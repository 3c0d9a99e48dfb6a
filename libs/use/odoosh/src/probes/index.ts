import type { Probe } from "../fact.ts";
import { status } from "./build-status.ts";
import { failedUpdate } from "./failed-update.ts";
import { importDump } from "./import.ts";
import { neutralisedCopy } from "./neutralised-copy.ts";
import { productionPush } from "./production-push.ts";
import { profiler } from "./profiler.ts";
import { workers } from "./workers.ts";

/** What `ipai odoosh probe` can try; each is a check of `odoosh.yml` with its control. */
export const PROBES: readonly Probe[] = [
  neutralisedCopy,
  status,
  productionPush,
  failedUpdate,
  profiler,
  importDump,
  workers,
];
