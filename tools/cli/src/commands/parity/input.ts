import type { ParityInput } from "@ipai/parity";
import type { ParityWorkspace } from "@ipai/scoring";
import { formatIssue, formatTotals, printJson, printText } from "../../io/print.ts";

/** The input, or null after the mapping's findings were printed. */
export function readableInput({ input, issues }: ParityWorkspace, json = false): ParityInput | null {
  if (input) return input;
  if (json) printJson({ issues });
  else printText([...issues.map(formatIssue), formatTotals(issues)].join("\n"));
  process.exitCode = 1;
  return null;
}
