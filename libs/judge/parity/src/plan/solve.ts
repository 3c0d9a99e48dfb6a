import highs from "highs";

// The package's types describe its CommonJS form; what Node imports is the function itself.
const loadHighs = highs as unknown as typeof highs.default;

/** Choose options, at most one of each group, so that the gains reach `need` at the least cost. */
export interface Problem {
  readonly options: readonly {
    readonly group: string;
    readonly gain: number;
    readonly cost: number;
    readonly shared: readonly string[];
  }[];
  /** Cost of each shared item, paid once however many options need it. */
  readonly shared: ReadonlyMap<string, number>;
  readonly need: number;
}

export interface Solution {
  /** Positions of the chosen options; null when even the best of each group do not reach `need`. */
  readonly chosen: readonly number[] | null;
  /** How far the cost may be from the least possible: 0 is exact. */
  readonly gap: number;
}

/** Up to this many options the answer is exact; above, within the gap of the least cost. */
const EXACT_OPTIONS = 400;
const LARGE_GAP = 0.01;

/** Solves it as a mixed integer programme with HiGHS. */
export async function solve(problem: Problem): Promise<Solution> {
  if (problem.need <= 0) return { chosen: [], gap: 0 };
  const best = bestGains(problem);
  if (best < problem.need - 1e-9) return { chosen: null, gap: 0 };
  const gap = problem.options.length <= EXACT_OPTIONS ? 0 : LARGE_GAP;
  const solver = await loadHighs();
  const result = solver.solve(renderProgramme(problem), { mip_rel_gap: gap, mip_abs_gap: 1e-6, output_flag: false });
  if (result.Status !== "Optimal") throw new Error(`HiGHS ended with ${result.Status}`);
  const columns = result.Columns as Readonly<Record<string, { readonly Primal?: number }>>;
  const chosen = [...problem.options.keys()].filter((index) => (columns[`y${index}`]?.Primal ?? 0) > 0.5);
  return { chosen, gap };
}

function bestGains({ options }: Problem): number {
  const best = new Map<string, number>();
  for (const { group, gain } of options) best.set(group, Math.max(gain, best.get(group) ?? 0));
  return [...best.values()].reduce((sum, gain) => sum + gain, 0);
}

function sum(terms: readonly string[]): string {
  return terms.join("\n + ");
}

/** The programme in CPLEX LP format. */
function renderProgramme({ options, shared, need }: Problem): string {
  const names = [...shared.keys()];
  const x = new Map(names.map((name, index) => [name, `x${index}`] as const));
  const groups = [...new Set(options.map(({ group }) => group))];
  const cost = [
    ...options.map((it, index) => `${it.cost} y${index}`),
    ...names.map((name) => `${shared.get(name)} ${x.get(name)}`),
  ];
  const oneEach = groups.map((group, number) => {
    const members = options.flatMap((it, index) => (it.group === group ? [`y${index}`] : []));
    return `g${number}: ${sum(members)} <= 1`;
  });
  const needs = options.flatMap((it, index) => it.shared.map((name) => `y${index} - ${x.get(name)} <= 0`));
  return [
    `Minimize\n obj: ${sum(cost)}`,
    `Subject To\n need: ${sum(options.map((it, index) => `${it.gain} y${index}`))} >= ${need}`,
    ...oneEach,
    ...needs,
    `Binary\n ${[...options.map((_, index) => `y${index}`), ...x.values()].join("\n ")}`,
    "End\n",
  ].join("\n");
}
