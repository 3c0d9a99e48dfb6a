import type { CandidateResult } from "../judge/candidate.ts";
import type { CapabilityResult } from "../judge/capability.ts";
import type { ParityInput } from "../judge/input.ts";
import { isProof } from "../mapping/schema.ts";
import type { PriceList } from "../port/price.ts";

/** One way to raise a capability, with what it needs besides ports. */
export interface PlanOption {
  readonly capability: CapabilityResult;
  /** `attest`: test what is there; `port`: bring modules to this series; `build`: write an own module; `extend`: port, and write what it does not cover. */
  readonly kind: "attest" | "port" | "build" | "extend";
  readonly modules: readonly string[];
  /** Modules to port first; shared between options and paid once. */
  readonly ports: readonly string[];
  /** Lines to write besides: acceptance tests, own modules. */
  readonly lines: number;
  /** Share of the capability's weight it has afterwards. */
  readonly share: number;
}

/** What there is to choose from, and what cannot be priced. */
export interface PlanChoices {
  readonly options: readonly PlanOption[];
  /** Candidates that nobody can price: a module of theirs is at no series that was read. */
  readonly unpriced: readonly {
    readonly capability: string;
    readonly modules: readonly string[];
    readonly missing: readonly string[];
  }[];
}

/** Every way to raise each capability above what it proves today. */
export function findOptions(
  capabilities: readonly CapabilityResult[],
  input: ParityInput,
  prices: PriceList,
): PlanChoices {
  const sizes = new Sizes(capabilities, input, prices);
  const found = capabilities.map((capability) => {
    const ways = capability.candidates.map((candidate) => portWay(candidate, input, prices));
    const priced = capability.candidates.flatMap((candidate, index) => {
      const ports = ways[index]!.ports;
      return ports ? candidateOptions(capability, candidate, ports, sizes, input) : [];
    });
    const build: PlanOption = {
      capability,
      kind: "build",
      modules: [],
      ports: [],
      lines: sizes.build(capability),
      share: 1,
    };
    const unpriced = capability.candidates.flatMap(({ modules }, index) =>
      ways[index]!.missing.length > 0 ? [{ capability: capability.id, modules, missing: ways[index]!.missing }] : [],
    );
    const options = [...priced, build].filter(({ share }) => share > provenShare(capability));
    return { options, unpriced };
  });
  return { options: found.flatMap(({ options }) => options), unpriced: found.flatMap(({ unpriced }) => unpriced) };
}

/** What a capability counts today. */
export function provenShare({ tier, share }: CapabilityResult): number {
  return isProof(tier) ? share : 0;
}

function candidateOptions(
  capability: CapabilityResult,
  candidate: CandidateResult,
  ports: readonly string[],
  sizes: Sizes,
  input: ParityInput,
): PlanOption[] {
  const { credit, coverage_cap } = input.mapping.mapping;
  const share = Math.min(credit.tested, coverage_cap[candidate.coverage]);
  const lines = sizes.testsOf(candidate, ports);
  const common = { capability, modules: candidate.modules, ports };
  const asIs: PlanOption = { ...common, kind: ports.length > 0 ? "port" : "attest", lines, share };
  if (share >= 1) return [asIs];
  return [
    asIs,
    { ...common, kind: "extend", lines: lines + Math.round((1 - share) * sizes.build(capability)), share: 1 },
  ];
}

/** The modules to port for a candidate; null when it cannot come by porting: unpriced, or there and not what was claimed. */
function portWay(
  candidate: CandidateResult,
  input: ParityInput,
  { prices }: PriceList,
): { ports: string[] | null; missing: string[] } {
  if (isProof(candidate.tier)) return { ports: [], missing: [] };
  const needed = new Set(candidate.modules);
  for (const name of needed) {
    const depends = input.graph.modules.get(name)?.depends ?? prices.get(name)?.module.depends ?? [];
    for (const dependency of depends) needed.add(dependency);
  }
  const absent = [...needed].filter((name) => !input.facts.modules.has(name));
  const missing = absent.filter((name) => !prices.has(name));
  return { ports: missing.length > 0 || absent.length === 0 ? null : absent.sort(), missing };
}

/** Lines to write where nothing can be ported, estimated from what such modules are. */
class Sizes {
  readonly #capabilities: readonly CapabilityResult[];
  readonly #input: ParityInput;
  readonly #prices: PriceList;
  readonly #tests: number;
  readonly #usual: number;

  constructor(capabilities: readonly CapabilityResult[], input: ParityInput, prices: PriceList) {
    this.#capabilities = capabilities;
    this.#input = input;
    this.#prices = prices;
    const tests = [...prices.prices.values()].map(({ module }) => module.size.tests).filter((lines) => lines > 0);
    this.#tests = quantile(tests, 0.5);
    this.#usual = quantile(
      capabilities.flatMap((it) => this.#whole(it) ?? []),
      0.5,
    );
  }

  /**
   * Lines of a complete own module: the largest candidate scaled to full coverage, and never less than what is
   * small for the domain, since a tiny module that covers a little says nothing about the whole.
   */
  build(capability: CapabilityResult): number {
    const peers = this.#capabilities
      .filter(({ domain }) => domain === capability.domain)
      .flatMap((it) => this.#whole(it) ?? []);
    const own = this.#whole(capability);
    if (own === undefined) return peers.length > 0 ? quantile(peers, 0.5) : this.#usual;
    return Math.max(own, quantile(peers, 0.25));
  }

  /** Lines of acceptance tests: none to write where the modules bring their own. */
  testsOf({ modules }: CandidateResult, ports: readonly string[]): number {
    const methods = [...modules, ...ports].map(
      (name) =>
        this.#input.facts.modules.get(name)?.facts.tests.methods ??
        this.#prices.prices.get(name)?.module.testMethods ??
        0,
    );
    return methods.some((count) => count > 0) ? 1 : this.#tests;
  }

  #whole({ candidates }: CapabilityResult): number | undefined {
    const caps = this.#input.mapping.mapping.coverage_cap;
    const sizes = candidates.flatMap(({ modules, coverage, from }) => {
      // Odoo's own modules do much besides the capability, so that their size says nothing about it.
      if (from === "odoo/odoo") return [];
      const lines = modules.map(
        (name) => this.#prices.prices.get(name)?.module.size ?? this.#input.facts.modules.get(name)?.facts.size,
      );
      if (lines.includes(undefined)) return [];
      const total = lines.reduce((sum, size) => sum + size!.python + size!.xml + size!.js + size!.tests, 0);
      return [Math.round(total / caps[coverage])];
    });
    return sizes.length > 0 ? Math.max(...sizes) : undefined;
  }
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length * share)] ?? 0;
}
