/** How far a clock may be ahead of another before what it says counts as wrong. */
export const CLOCK_TOLERANCE_MILLISECONDS = 600_000;

/**
 * What a copy is good for. `whole`: restored and proven by a drill. `unproven`: all that the database named was there,
 * no drill has shown it yet. `incomplete`: files were missing when it was made, or a drill refuted it. `future`: dated
 * after now, so that nothing is known of its age.
 */
export type CopyState = "whole" | "unproven" | "incomplete" | "future";

/** What a copy's state depends on. */
interface Signs {
  readonly time: string;
  readonly missing: number;
  /** What the last drill found, if there was one. */
  readonly drilled: { readonly proven: boolean } | null;
}

/** The state of a copy at an instant. */
export function stateOf(copy: Signs, now: number): CopyState {
  if (Date.parse(copy.time) > now + CLOCK_TOLERANCE_MILLISECONDS) return "future";
  if (copy.missing > 0 || copy.drilled?.proven === false) return "incomplete";
  return copy.drilled ? "whole" : "unproven";
}

/** Whether a recovery may rely on a copy. */
export function isUsable({ state }: { readonly state: CopyState }): boolean {
  return state === "whole" || state === "unproven";
}

/**
 * Times of copies, newest first, that never rise on the way back: where a clock was wrong for a while, the longest row
 * of copies whose clocks agree is believed, and another one gets the time of the next older that is.
 */
export function agreedTimes(copies: readonly Pick<Signs, "time">[]): number[] {
  const times = copies.map(({ time }) => Date.parse(time)).toReversed();
  const length: number[] = [];
  const before: number[] = [];
  times.forEach((time, index) => {
    let best = -1;
    for (let earlier = 0; earlier < index; earlier += 1)
      if (times[earlier]! <= time && (best < 0 || length[earlier]! >= length[best]!)) best = earlier;
    length.push(best < 0 ? 1 : length[best]! + 1);
    before.push(best);
  });
  const believed = new Set<number>();
  for (let at = length.lastIndexOf(Math.max(0, ...length)); at >= 0; at = before[at]!) believed.add(at);
  let agreed = times[Math.min(...believed)] ?? 0;
  return times.map((time, index) => (agreed = believed.has(index) ? time : agreed)).toReversed();
}
