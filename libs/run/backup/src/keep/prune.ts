import type { Issue, Result } from "@ipai/core";
import type { BackupConfig } from "../config/schema.ts";
import { readCopies } from "../site/copies.ts";
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
 * Removes copies that the retention no longer asks for. An immutable site is refused when it is named, and left alone
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
  const { value: copies, issues } = await readCopies(repository, name);
  if (!copies) return { value: [], issues };
  const kept = planKept(copies, retention);
  const removed = copies.filter((copy) => !kept.has(copy)).map(({ snapshot }) => snapshot);
  await restic(repository, ["unlock"]);
  // Refused once is refused for good; restic would try for a minute.
  const words = removed.length ? ["forget", "--prune", ...removed] : ["prune"];
  const { issue } = await restic(repository, words, { endWhen: REFUSED });
  if (issue) return { value: [], issues: [issue] };
  return { value: [{ site: repository.site.name, kept: kept.size, removed: removed.length }], issues: [] };
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
