import { buildGraph, graphModule } from "@ipai/graph";
import {
  Manifest,
  type FieldFacts,
  type IndexedModule,
  type ModelFacts,
  type ModuleFacts,
  type RecordFacts,
} from "@ipai/module";
import { COMMUNITY, type JudgedAttestation, type ParityInput } from "./judge/input.ts";
import { parseMapping } from "./mapping/parse.ts";
import { indexFacts } from "./world/index-facts.ts";

const treeOf = (name: string) => Buffer.from(name).toString("hex").padEnd(40, "0").slice(0, 40);

/** A module as literals: its manifest's keys and whatever facts the test is about. */
export function moduleOf(
  name: string,
  manifest: Partial<Manifest> = {},
  facts: Partial<ModuleFacts> = {},
): IndexedModule {
  return {
    origin: { source: "OCA/test", commit: "c".repeat(40), path: name, tree: treeOf(name) },
    facts: {
      name,
      manifest: Manifest.parse({ name, ...manifest }),
      models: [],
      routes: [],
      records: [],
      web: { registry: [], patches: [], components: [], templates: [] },
      migrations: [],
      tests: { classes: 1, methods: 2 },
      size: { python: 100, xml: 10, js: 0, tests: 20 },
      files: [],
      issues: [],
      ...facts,
    },
  };
}

export function modelOf(
  model: string,
  facts: Partial<ModelFacts> = {},
  ...fields: (Partial<FieldFacts> & { name: string })[]
): ModelFacts {
  return {
    model,
    className: "Model",
    file: "models/model.py",
    line: 5,
    defines: true,
    kind: "model",
    inherit: [],
    inherits: {},
    methods: [],
    constraints: [],
    ...facts,
    fields: fields.map((field, index) => ({ type: "char", line: 10 + index, ...field })),
  };
}

export function recordOf(id: string, model: string, facts: Partial<RecordFacts> = {}): RecordFacts {
  return {
    kind: "record",
    id,
    own: true,
    model,
    noupdate: false,
    file: "views/views.xml",
    line: 3,
    demo: false,
    ...facts,
  };
}

const MAPPING_HEAD = `version: 1
series: "19.0"
universe: {source: names, file: names.txt, sha256: ${"a".repeat(64)}}
scope: finance
credit: {unmapped: 0, mapped: 0, resolved: 0.25, capable: 0.7, installed: 0.85, tested: 1}
coverage_cap: {full: 1, strong: 0.9, partial: 0.5, weak: 0.2}
`;

/** One capability of a mapping, by its candidates as YAML flow text. */
export function capabilityOf(
  id: string,
  candidates: readonly string[],
  extra = "weight: 5\n    scope: required",
): string {
  const found =
    candidates.length > 0
      ? `candidates:\n${candidates.map((it) => `      - ${it}`).join("\n")}`
      : "none: nothing public";
  return `  - id: ${id}\n    title: ${id}\n    description: x\n    domain: ${id.split(".")[0]}\n    app: ${id.split(".")[1]}\n    ${extra}\n    sources: ["docs: x"]\n    ${found}\n`;
}

/** An input of the judgement from modules and the mapping's capabilities; modules in `community` are Odoo's own. */
export function inputOf(
  modules: readonly IndexedModule[],
  capabilities: string,
  options: { community?: readonly string[]; attestations?: JudgedAttestation[] } = {},
): ParityInput {
  const parsed = parseMapping(`${MAPPING_HEAD}capabilities:\n${capabilities}`, "mapping.yml");
  if (!parsed.value) throw new Error(JSON.stringify(parsed.issues));
  const community = new Set(options.community ?? ["base"]);
  return {
    mapping: parsed.value,
    facts: indexFacts(modules),
    graph: buildGraph(
      modules.map(({ facts, origin }) => graphModule({ name: facts.name, manifest: facts.manifest!, origin }, "19.0")),
    ),
    repositories: new Map(
      modules.map(({ facts, origin }) => [facts.name, community.has(facts.name) ? COMMUNITY : origin.source] as const),
    ),
    subjects: Object.fromEntries(modules.map(({ facts, origin }) => [facts.name, origin.tree])),
    attestations: options.attestations ?? [],
  };
}
