import type { CommandEntry } from "./entry.ts";

/** Every command of `ipai`; a new one is a file beside this one and a line here. */
export const commands: readonly CommandEntry[] = [
  {
    name: "init",
    summary: "make a workspace of a repository of add-ons",
    load: async () => (await import("./init.ts")).initCommand(),
  },
  {
    name: "doctor",
    summary: "what works here, what is missing, and the command that mends it",
    load: async () => (await import("./doctor.ts")).doctorCommand(),
  },
  {
    name: "manifest",
    summary: "parse manifests exactly as Python does",
    load: async () => (await import("./manifest.ts")).manifestCommand(),
  },
  {
    name: "index",
    summary: "facts of every module: models, fields, xml ids, views, routes",
    load: async () => (await import("./index-modules.ts")).indexCommand(),
  },
  {
    name: "model",
    summary: "models with the fields that all modules give them, as Odoo merges them",
    load: async () => (await import("./model.ts")).modelCommand(),
  },
  {
    name: "view",
    summary: "views with every extension applied, as Odoo combines them",
    load: async () => (await import("./view.ts")).viewCommand(),
  },
  {
    name: "check",
    summary: "lint and whole-project checks: text, JSON, SARIF, GitHub annotations",
    load: async () => (await import("./check.ts")).checkCommand(),
  },
  {
    name: "graph",
    summary: "depends, load order, install plans, cycles, missing",
    load: async () => (await import("./graph.ts")).graphCommand(),
  },
  {
    name: "oca",
    summary: "pin OCA repositories, verify them, and see what a bump breaks",
    load: async () => (await import("./oca/index.ts")).ocaCommand(),
  },
  {
    name: "parity",
    summary: "how far the pins reach Enterprise: score, evidence, gaps",
    load: async () => (await import("./parity/index.ts")).parityCommand(),
  },
  {
    name: "odoo",
    summary: "a real Odoo: install, test, databases, oracle",
    load: async () => (await import("./odoo/index.ts")).odooCommand(),
  },
  {
    name: "visual",
    summary: "pages as people see them: screenshots, likeness, accessibility",
    load: async () => (await import("./visual/index.ts")).visualCommand(),
  },
  {
    name: "store",
    summary: "history of runs in SQL: migrate, query, export, import, prune",
    load: async () => (await import("./store.ts")).storeCommand(),
  },
  {
    name: "gate",
    summary: "GO or NO-GO of a milestone, by observed facts",
    load: async () => (await import("./gate.ts")).gateCommand(),
  },
  {
    name: "odoosh",
    summary: "Odoo.sh's features, each proven by execution or honestly not",
    load: async () => (await import("./odoosh/index.ts")).odooshCommand(),
  },
  {
    name: "dashboard",
    summary: "dashboards over the history, for Apache Superset",
    load: async () => (await import("./dashboard.ts")).dashboardCommand(),
  },
  {
    name: "db",
    summary: "databases of the stages: roles, schema baseline, drift, rollback",
    load: async () => (await import("./db/index.ts")).dbCommand(),
  },
  {
    name: "backup",
    summary: "copies of a database with its filestore, restored and proven",
    load: async () => (await import("./backup/index.ts")).backupCommand(),
  },
  {
    name: "stack",
    summary: "compose files, images and settings: checked without an engine",
    load: async () => (await import("./stack/index.ts")).stackCommand(),
  },
  {
    name: "promote",
    summary: "branch promotion: what reaches a stage came by the one before it",
    load: async () => (await import("./promote.ts")).promoteCommand(),
  },
  {
    name: "reference",
    summary: "every command with its flags and examples, as Markdown",
    load: async () => (await import("./reference.ts")).referenceCommand(commands),
  },
];
