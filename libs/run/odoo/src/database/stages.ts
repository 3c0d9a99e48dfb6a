import { createHash } from "node:crypto";
import { canonicalJson } from "@ipai/core";

/** A module as a template's key sees it. */
export interface StagedModule {
  readonly name: string;
  /** git tree oid: covers code, data and migration scripts alike. */
  readonly tree: string;
  /** `core`, `oca`, … : modules of one layer that stand before all others are installed together. */
  readonly layer: string;
}

/** What a database depends on besides its modules. */
export interface Platform {
  /** Tree oid of Odoo's own framework (`odoo/`), so that an edit of the ORM is another database. */
  readonly framework: string;
  readonly python: string;
  readonly postgres: string;
  readonly demo: boolean;
}

export interface Stage {
  /** Template database that holds this stage and all before it. */
  readonly database: string;
  readonly key: string;
  /** Modules installed by this stage, in load order. */
  readonly install: readonly string[];
  /** Every module of the template. */
  readonly holds: readonly string[];
}

export const TEMPLATE_PREFIX = "ipai_tpl_";

/**
 * Splits a closure (in load order) into stages: one per leading layer that is shared by many modules, then one per
 * own module. Each stage's key hashes the platform and every module so far, so that two closures with a common
 * beginning share templates, and nothing stale can match: a changed file, migration script or version is another key.
 *
 * @param shared layers installed as one stage each, in this order, e.g. `["core", "oca"]`
 */
export function planStages(closure: readonly StagedModule[], platform: Platform, shared: readonly string[]): Stage[] {
  const groups = [
    ...shared.map((layer) => closure.filter((module) => module.layer === layer)),
    ...closure.filter((module) => !shared.includes(module.layer)).map((module) => [module]),
  ].filter((group) => group.length > 0);
  const stages: Stage[] = [];
  const holds: StagedModule[] = [];
  for (const group of groups) {
    holds.push(...group);
    const key = createHash("sha256")
      .update(
        canonicalJson({
          platform,
          stages: stages.map((stage) => stage.key),
          modules: group.map(({ name, tree }) => [name, tree]),
        }),
      )
      .digest("hex")
      .slice(0, 24);
    stages.push({
      database: TEMPLATE_PREFIX + key,
      key,
      install: group.map(({ name }) => name),
      holds: holds.map(({ name }) => name),
    });
  }
  return stages;
}
