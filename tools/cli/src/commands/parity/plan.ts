import {
  assessParity,
  planParity,
  pricePorts,
  type Parity,
  type ParityInput,
  type Plan,
  type PlanWish,
} from "@ipai/parity";
import { renderPlanText } from "@ipai/report";
import { CannotRun } from "@ipai/workspace";
import { Command, Option } from "commander";
import { printJson, printText } from "../../io/print.ts";
import { readPorts } from "./ports/file.ts";
import { readableInput, readParityWorkspace } from "./read.ts";

interface Flags {
  readonly target: string;
  readonly scope: PlanWish["scope"];
  readonly json?: boolean;
}

/** `ipai parity plan --target 80`: the cheapest ports, tests and own modules that reach it. */
export function planCommand(): Command {
  return new Command("plan")
    .description("the cheapest ports, tests and own modules that reach a target")
    .option("--target <percent>", "share of the weight to prove", "80")
    .addOption(
      new Option("--scope <scope>", "which capabilities count").choices(["required", "universe"]).default("required"),
    )
    .option("--json", "one JSON document on stdout")
    .action(async ({ target, scope, json }: Flags) => {
      const wanted = Number(target) / 100;
      if (!(wanted > 0 && wanted <= 1))
        throw new CannotRun(`${target} is no target`, "give a percentage above 0, at most 100");
      const workspace = await readParityWorkspace();
      const input = readableInput(workspace, json);
      if (!input) return;
      const plan = await planFor(workspace.root, assessParity(input), input, { target: wanted, scope });
      if (json) printJson(plan);
      else printText(renderPlanText(plan));
      process.exitCode = plan.steps ? 0 : 1;
    });
}

/** The plan with ports priced from the committed facts of older series. */
export function planFor(root: string, parity: Parity, input: ParityInput, wish: PlanWish): Promise<Plan> {
  return planParity(parity.capabilities, input, pricePorts(readPorts(root), input), wish);
}
