import type { Plan, PlanStep } from "@ipai/parity";
import { percent } from "./words.ts";

const KINDS: Readonly<Record<PlanStep["kind"], string>> = {
  attest: "test on a real Odoo",
  port: "port",
  build: "write an own module",
  extend: "port or take, and write what is missing",
};

/** What a step does, in words: the kind with its modules. */
export function stepWords({ kind, modules }: PlanStep): string {
  return modules.length > 0 ? `${KINDS[kind]}: ${modules.join(" + ")}` : KINDS[kind];
}

/** The way to the target for a terminal, cheapest gain first. */
export function renderPlanText(plan: Plan): string {
  const { calibration } = plan;
  const head = `${percent(plan.proven)} proven today, ${percent(plan.reachable)} within reach, target ${percent(plan.target)} (${plan.scope})`;
  const trust = `lines are predicted: rank correlation ${calibration.rankCorrelation} over ${calibration.pairs} real ports, half within a factor of ${calibration.medianFactor}`;
  if (!plan.steps) return [head, "out of reach", ...unpriced(plan)].join("\n");
  const cost = plan.gap === 0 ? "the least there is" : `at most ${percent(plan.gap)} above the least there is`;
  return [
    head,
    ...plan.steps.map(renderStep),
    `${plan.steps.length} steps, ${plan.lines} lines, ${cost}`,
    trust,
    ...unpriced(plan),
  ].join("\n");
}

function renderStep(step: PlanStep, index: number): string {
  const ports = step.ports
    .map(
      ({ module, series, lines, breaks }) =>
        `\n         port ${module} from ${series}: ${lines} lines, ${breaks} breaks`,
    )
    .join("");
  const number = `${index + 1}`.padStart(3);
  return `${number}. +${percent(step.gain)} → ${percent(step.score)}  ${step.lines} lines  ${step.title}\n         ${stepWords(step)}${ports}`;
}

function unpriced({ unpriced: list }: Plan): string[] {
  return list.length === 0
    ? []
    : [`${list.length} candidates cannot be priced: their modules are at no series that was read`];
}
