import type { Issue, Result } from "@ipai/core";
import type { BackupConfig } from "../config/schema.ts";
import { fault } from "../run/fault.ts";
import { judgeNewest, readCopies, type Copy } from "../site/copies.ts";
import { repositoryOf, type Repository } from "../site/repository.ts";
import { REFUSED, restic } from "../site/restic.ts";
import { planKept } from "./policy.ts";

/** What pruning left at one site, and what it took away. */
export interface Pruned {
  readonly site: string;
  readonly kept: number;
  readonly removed: number;
}

/**
 * Removes copies that the retention no longer asks for; nothing where the newest copy is no good, for an older one is
 * then what a recovery needs. An immutable site is refused when it is named, and left alone
 * when it is not: it is pruned by its own keeper, with credentials that production does not have.
 */
export async function pruneCopies(config: BackupConfig, only: string | null): Promise<Result<Pruned[]>> {
  const value: Pruned[] = [];
  const issues: Issue[] = [];
  for (const site of config.sites.filter(({ name }) => only === null || name === only)) {
    const answer = site.immutable
      ? left(site.name, only !== null)
      : await pruneSite(config, repositoryOf(site, config));
    value.push(...answer.value);
    issues.push(...answer.issues);
  }
  return { value, issues };
}

async function pruneSite({ name, retention }: BackupConfig, repository: Repository): Promise<Result<Pruned[]>> {
  const site = repository.site.name;
  const { value: copies, issues } = await readCopies(repository, name);
  if (!copies) return { value: [], issues };
  const newest = copies.length ? judgeNewest(copies, site) : [];
  if (newest.length) return { value: [{ site, kept: copies.length, removed: 0 }], issues: [held(site), ...newest] };
  const kept = planKept(copies, retention);
  const gone = copies.filter((copy) => !kept.has(copy));
  const snapshots = gone.flatMap(({ snapshot, drilled }) => [snapshot, ...(drilled?.snapshots ?? [])]);
  // Refused once is refused for good; restic would try for a minute.
  const words = snapshots.length ? ["forget", "--prune", ...snapshots] : ["prune"];
  const { issue } = await restic(repository, words, { endWhen: REFUSED });
  if (issue) return { value: [], issues: [issue] };
  const future = copies.filter(({ state }) => state === "future");
  return { value: [{ site, kept: kept.size, removed: gone.length }], issues: future.map(undated) };
}

function held(site: string): Issue {
  const message = `${site}: nothing was removed, for its newest copy is no good`;
  return fault("prune-held", message, "mend what is said of it and run `ipai backup create`; prune again afterwards");
}

function undated({ site, id, time }: Copy): Issue {
  const message = `${site}: ${id} is dated ${time}, which is to come: it was kept, and counts for nothing`;
  const advice = "once you know that a clock was wrong, leave it: it is removed when its date has passed";
  return { code: "copy-future", severity: "warning", message, advice };
}

function left(site: string, named: boolean): Result<Pruned[]> {
  const issue: Issue = {
    code: "site-immutable",
    severity: named ? "error" : "info",
    message: `${site}: immutable, nothing was removed`,
    advice: "its keeper prunes it on the site itself, see docs/backups.md",
  };
  return { value: [], issues: [issue] };
}
