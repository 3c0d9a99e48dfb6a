import type { BackupConfig } from "../config/schema.ts";
import type { Copy } from "../site/copies.ts";
import { agreedTimes, isUsable } from "../site/state.ts";

const DAY = 86_400_000;

/** The span that an instant falls in, by UTC; weeks begin on Monday as in ISO 8601. */
const SPANS: Readonly<Record<keyof BackupConfig["retention"], (time: Date) => string>> = {
  daily: (time) => time.toISOString().slice(0, 10),
  weekly: (time) => new Date(time.getTime() - ((time.getUTCDay() + 6) % 7) * DAY).toISOString().slice(0, 10),
  monthly: (time) => time.toISOString().slice(0, 7),
};

/**
 * Copies that stay: the newest usable one of each of the last so many days, weeks and months that have one; the newest
 * that a drill proved, however old; whatever is newer than the newest usable one; incomplete ones of the days that are
 * kept; and those dated in the future, of which nothing is known.
 *
 * @param copies of one site, newest first
 */
export function planKept<Row extends Pick<Copy, "time" | "state">>(
  copies: readonly Row[],
  retention: BackupConfig["retention"],
): Set<Row> {
  const dated = copies.filter(({ state }) => state !== "future");
  const times = agreedTimes(dated);
  const agreed = new Map(dated.map((copy, index) => [copy, new Date(times[index]!)]));
  const usable = dated.filter(isUsable);
  const proven = usable.find(({ state }) => state === "whole");
  const days = newestOfSpans(usable, (copy) => SPANS.daily(agreed.get(copy)!), retention.daily);
  const oldestDay = days.at(-1);
  const recent = oldestDay ? copies.slice(0, copies.indexOf(oldestDay)) : copies;
  return new Set([
    ...copies.filter(({ state }) => state === "future"),
    ...recent.filter((copy) => !isUsable(copy)),
    ...(proven ? [proven] : []),
    ...days,
    ...newestOfSpans(usable, (copy) => SPANS.weekly(agreed.get(copy)!), retention.weekly),
    ...newestOfSpans(usable, (copy) => SPANS.monthly(agreed.get(copy)!), retention.monthly),
  ]);
}

function newestOfSpans<Row>(copies: readonly Row[], spanOf: (copy: Row) => string, count: number): Row[] {
  const newest = new Map<string, Row>();
  for (const copy of copies) {
    const span = spanOf(copy);
    if (!newest.has(span)) newest.set(span, copy);
  }
  return [...newest.values()].slice(0, count);
}
