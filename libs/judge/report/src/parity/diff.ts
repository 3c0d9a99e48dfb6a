import type { ParityDiff, Shift } from "@ipai/parity";
import { percent } from "./words.ts";

/** What moved between two runs, for a terminal: scores, pins, then each capability with its causes. */
export function renderParityDiff(diff: ParityDiff): string {
  const { required, universe } = diff.proven;
  return [
    `required  ${percent(required[0])} → ${percent(required[1])} proven`,
    `universe  ${percent(universe[0])} → ${percent(universe[1])} proven`,
    ...diff.pins.map(
      ({ name, before, after }) =>
        `pin       ${name} ${before?.slice(0, 12) ?? "absent"} → ${after?.slice(0, 12) ?? "gone"}`,
    ),
    ...diff.shifts.flatMap(renderShift),
    ...(diff.shifts.length === 0 ? ["no capability moved"] : []),
  ].join("\n");
}

function renderShift({ id, before, after, points, causes }: Shift): string[] {
  const sign = points < 0 ? "▼" : points > 0 ? "▲" : "•";
  const [from, to] = [before, after].map((it) => (it ? `${it.tier} ${percent(it.share)}` : "absent"));
  return [`${sign} ${id}  ${from} → ${to}`, ...causes.map((cause) => `    ${cause}`)];
}
