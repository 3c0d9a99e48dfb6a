import type { Issue, Result } from "@ipai/core";
import { fault } from "../run/fault.ts";
import { noCopy, type Copy } from "../site/copies.ts";

/**
 * The copy that `at` names: `latest`, an id, or an instant (the newest copy that is not younger); null with an issue
 * where there is none.
 *
 * @param copies of one site, newest first
 */
export function chooseCopy(copies: readonly Copy[], site: string, at: string): Result<Copy | null> {
  if (copies.length === 0) return { value: null, issues: [noCopy(site)] };
  const found =
    at === "latest"
      ? copies[0]
      : (copies.find(({ id, snapshot }) => id === at || (at.length >= 8 && snapshot.startsWith(at))) ??
        copies.find(({ time }) => Date.parse(time) <= Date.parse(at)));
  return found ? { value: found, issues: [] } : { value: null, issues: [noSuchCopy(copies, site, at)] };
}

function noSuchCopy(copies: readonly Copy[], site: string, at: string): Issue {
  const message = `${site}: no copy is called ${at} or as old as that; the oldest is of ${copies.at(-1)!.time}`;
  return fault("copy-unknown", message, "see `ipai backup list`");
}
