import type { BackupConfig } from "../config/schema.ts";
import type { Copy } from "../site/copies.ts";

const DAY = 86_400_000;

/** The span that an instant falls in, by UTC; weeks begin on Monday as in ISO 8601. */
const SPANS: Readonly<Record<keyof BackupConfig["retention"], (time: Date) => string>> = {
  daily: (time) => time.toISOString().slice(0, 10),
  weekly: (time) => new Date(time.getTime() - ((time.getUTCDay() + 6) % 7) * DAY).toISOString().slice(0, 10),
  monthly: (time) => time.toISOString().slice(0, 7),
};

/**
 * Copies that a retention asks for: the newest of each of the last so many days, weeks and months that have one.
 *
 * @param copies of one site, newest first
 */
export function planKept<Row extends Pick<Copy, "time">>(
  copies: readonly Row[],
  retention: BackupConfig["retention"],
): Set<Row> {
  const kept = new Set<Row>();
  for (const [name, spanOf] of Object.entries(SPANS)) {
    const newest = new Map<string, Row>();
    for (const copy of copies) {
      const span = spanOf(new Date(copy.time));
      if (!newest.has(span)) newest.set(span, copy);
    }
    const count = retention[name as keyof typeof SPANS];
    for (const copy of [...newest.values()].slice(0, count)) kept.add(copy);
  }
  return kept;
}
