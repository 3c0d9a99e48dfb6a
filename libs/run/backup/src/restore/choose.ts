import type { Issue, Result } from "@ipai/core";
import { fault } from "../run/fault.ts";
import { judgeNewest, noCopy, type Copy } from "../site/copies.ts";
import { isUsable } from "../site/state.ts";

/**
 * The copy that `at` names: an id, whatever state it is in; `latest`, or an instant (the newest copy that is not
 * younger): there copies that are incomplete or dated in the future are passed over, and named. Null with an issue
 * where there is none.
 *
 * @param copies of one site, newest first
 */
export function chooseCopy(copies: readonly Copy[], site: string, at: string): Result<Copy | null> {
  if (copies.length === 0) return { value: null, issues: [noCopy(site)] };
  const named = copies.find(({ id, snapshot }) => id === at || (at.length >= 8 && snapshot.startsWith(at)));
  if (named) return { value: named, issues: [] };
  const dated = copies.filter(({ time }) => at === "latest" || Date.parse(time) <= Date.parse(at));
  if (dated.length === 0) return { value: null, issues: [noSuchCopy(copies, site, at)] };
  const found = dated.find(isUsable) ?? null;
  const passed = judgeNewest(dated, site);
  // Told, and no error, where an older one serves.
  return { value: found, issues: found ? passed.map((issue) => ({ ...issue, severity: "warning" })) : passed };
}

function noSuchCopy(copies: readonly Copy[], site: string, at: string): Issue {
  const message = `${site}: no copy is called ${at} or as old as that; the oldest is of ${copies.at(-1)!.time}`;
  return fault("copy-unknown", message, "see `ipai backup list`");
}
