import type { MilestoneVerdict } from "@ipai/gates";

/** `GO` or `NO-GO`. */
export const word = ({ go }: Pick<MilestoneVerdict, "go">): "GO" | "NO-GO" => (go ? "GO" : "NO-GO");

/** What stands between a milestone and GO: milestones before it, and its own checks. */
export function blocking({ blockedBy, checks }: MilestoneVerdict): string[] {
  const red = checks.filter(({ state }) => state === "fail" || state === "unknown");
  return [...blockedBy, ...red.map(({ check }) => check.id)];
}
