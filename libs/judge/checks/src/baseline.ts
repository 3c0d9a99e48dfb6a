import { compareText, type Issue } from "@ipai/core";
import { z } from "zod";

/** Accepted findings: what a team knows and lives with. Lines are left out, so that edits above do not revive one. */
export const Baseline = z.strictObject({
  version: z.literal(1),
  accepted: z.array(z.strictObject({ code: z.string(), path: z.string(), message: z.string() })),
});
export type Baseline = z.infer<typeof Baseline>;

/** Issues that a baseline does not accept; each entry accepts one finding, so that a second one still shows. */
export function withoutAccepted(issues: readonly Issue[], baseline: Baseline): Issue[] {
  const left = new Map<string, number>();
  for (const entry of baseline.accepted) left.set(keyOf(entry), (left.get(keyOf(entry)) ?? 0) + 1);
  return issues.filter((issue) => {
    const key = keyOf({ ...issue, path: issue.at?.path ?? "" });
    const count = left.get(key) ?? 0;
    if (count > 0) left.set(key, count - 1);
    return count === 0;
  });
}

/** Baseline that accepts these issues, in a stable order. */
export function makeBaseline(issues: readonly Issue[]): Baseline {
  const accepted = issues
    .filter(({ severity }) => severity !== "info")
    .map(({ code, at, message }) => ({ code, path: at?.path ?? "", message }))
    .sort((a, b) => compareText(keyOf(a), keyOf(b)));
  return { version: 1, accepted };
}

function keyOf({ code, path, message }: Baseline["accepted"][number]): string {
  return `${path}\n${code}\n${message}`;
}
