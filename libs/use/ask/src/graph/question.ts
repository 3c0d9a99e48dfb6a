import type { Catalog } from "@ipai/catalog";
import type { Issue } from "@ipai/core";
import type { Graph, PlanOptions } from "@ipai/graph";

/** What one question answers: the JSON document, the same as lines of text, and the issues found. */
export interface Answer {
  readonly document: Record<string, unknown>;
  readonly lines: readonly string[];
  readonly issues: readonly Issue[];
}

export interface Question extends PlanOptions {
  readonly catalog: Catalog;
  readonly graph: Graph;
  /** Modules asked about; empty: all of them. */
  readonly names: readonly string[];
  readonly install: readonly string[];
}
