import type { Issue, Result } from "@ipai/core";
import { z } from "zod";
import type { BackupConfig } from "../config/schema.ts";
import { COPY_TAG } from "../site/copies.ts";
import { repositoryOf, type Repository } from "../site/repository.ts";
import { REFUSED, restic } from "../site/restic.ts";

const Forgotten = z.array(
  z.object({
    keep: z.array(z.object({ time: z.string() })),
    remove: z.array(z.object({ time: z.string() })).nullable(),
  }),
);

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
  await restic(repository, ["unlock"]);
  const keep = Object.entries(retention).flatMap(([span, count]) => [`--keep-${span}`, String(count)]);
  const which = ["--host", name, "--tag", COPY_TAG, "--group-by", "host"];
  const { issue, stdout } = await restic(repository, ["forget", "--json", "--prune", ...which, ...keep], {
    // Refused once is refused for good; restic would try for a minute.
    endWhen: REFUSED,
  });
  if (issue) return { value: [], issues: [issue] };
  // With --prune, restic writes further lines of text behind the document.
  const groups = Forgotten.parse(JSON.parse(stdout.split("\n").find((line) => line.startsWith("[")) ?? "[]"));
  const kept = groups.reduce((sum, group) => sum + group.keep.length, 0);
  const removed = groups.reduce((sum, group) => sum + (group.remove?.length ?? 0), 0);
  return { value: [{ site: repository.site.name, kept, removed }], issues: [] };
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
