import type { Severity } from "@ipai/core";
import type { CheckedModule } from "./world/module.ts";

/** One thing that is wrong in a module. */
export interface Finding {
  /** Relative to the module folder. */
  readonly file: string;
  readonly line?: number | undefined;
  readonly column?: number | undefined;
  readonly message: string;
  readonly advice: string;
}

/** A check with a stable code; `docs/checks/<code>.md` explains it. */
export interface Rule {
  readonly code: string;
  readonly severity: Severity;
  /** What it finds, in one line, for lists and SARIF. */
  readonly summary: string;
  /** First major series in which Odoo does this; absent for all. */
  readonly since?: number;
  readonly check: (module: CheckedModule) => Iterable<Finding>;
}
