import type { Issue } from "@ipai/core";
import { keyOf, type ChainHead } from "./read.ts";

/**
 * What differs between the heads that a ledger anchored and the same stretch of each chain now.
 * @param now read with the anchored numbers as `until`; chains that began since are no difference.
 */
export function compareChains(anchored: readonly ChainHead[], now: readonly ChainHead[], taken: string): Issue[] {
  const found = new Map(now.map((head) => [keyOf(head), head]));
  return anchored.flatMap((before) => {
    const after = found.get(keyOf(before));
    const why = difference(before, after);
    return why === null
      ? []
      : [
          {
            code: "chain-changed",
            severity: "error" as const,
            message: `${keyOf(before)}: ${why} since ${taken}`,
            advice: "restore the backup of that day beside the database and compare the entries up to this number",
          },
        ];
  });
}

function difference(before: ChainHead, after: ChainHead | undefined): string | null {
  if (!after) return `all ${before.count} entries are gone or no longer hashed`;
  if (after.count < before.count || after.number < before.number)
    return `${before.count - after.count} of ${before.count} entries are gone or no longer hashed`;
  if (after.count > before.count) return `${after.count - before.count} entries were put between the anchored ones`;
  if (after.hash !== before.hash) return `the hash of entry ${before.number} is another`;
  if (after.digest !== before.digest) return `what the entries up to ${before.number} say has changed`;
  return null;
}
