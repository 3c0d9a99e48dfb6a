import { assessParity, type PlanWish } from "@ipai/parity";
import { renderPlanText } from "@ipai/report";
import { planFor, readParityWorkspace } from "@ipai/scoring";
import { CannotRun } from "@ipai/workspace";
import { Command, Option } from "commander";
import { printJson, printText } from "../../io/print.ts";
import { readableInput } from "./input.ts";

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
