import { planParity, pricePorts, type Parity, type ParityInput, type Plan, type PlanWish } from "@ipai/parity";
import { readPorts } from "./ports/file.ts";

/** The plan with ports priced from the committed facts of older series. */
export function planFor(root: string, parity: Parity, input: ParityInput, wish: PlanWish): Promise<Plan> {
  return planParity(parity.capabilities, input, pricePorts(readPorts(root), input), wish);
}
