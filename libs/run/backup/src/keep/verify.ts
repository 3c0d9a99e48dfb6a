import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Issue, Result } from "@ipai/core";
import type { BackupConfig, Site } from "../config/schema.ts";
import { fault } from "../run/fault.ts";
import { repositoryOf, type Repository } from "../site/repository.ts";
import { REFUSED, restic, type Answer } from "../site/restic.ts";

/** What was seen at one site. */
export interface Verified {
  readonly site: string;
  /** Packs whose every byte was read and held to its hash; null where the check did not get that far. */
  readonly packs: number | null;
  /** Of an immutable site: that production's credentials were refused a deletion. */
  readonly deletionRefused: boolean | null;
  readonly seconds: number;
}

/**
 * Reads every site's data (or a share of it, `10%`) and holds it to its checksums; tries a deletion where it must be
 * refused.
 */
export async function verifySites(
  config: BackupConfig,
  { only, share }: { readonly only: string | null; readonly share?: string },
): Promise<Result<Verified[]>> {
  const sites = config.sites.filter(({ name }) => only === null || name === only);
  const results = await Promise.all(sites.map((site) => verifySite(config, site, share)));
  return { value: results.map(({ value }) => value), issues: results.flatMap(({ issues }) => issues) };
}

async function verifySite(config: BackupConfig, site: Site, share?: string): Promise<Result<Verified>> {
  const began = Date.now();
  const repository = repositoryOf(site, config);
  const { issue, stdout } = await check(repository, share ? `--read-data-subset=${share}` : "--read-data");
  const packs = /(\d+) \/ \d+ packs\s*$/m.exec(stdout)?.[1];
  const probe = issue || !site.immutable ? null : await tryDeletion(repository);
  const value = {
    site: site.name,
    packs: issue || packs === undefined ? null : Number(packs),
    deletionRefused: probe && probe.refused,
    seconds: (Date.now() - began) / 1000,
  };
  return { value, issues: [issue, probe?.issue].filter((it) => it !== null && it !== undefined) };
}

/**
 * Reads without a lock, which would keep copies out for as long as it takes; what is damaged only while another run
 * writes or prunes is not, so that a finding is looked at again with the lock.
 */
async function check(repository: Repository, read: string): Promise<Answer> {
  const answer = await restic(repository, ["check", read, "--no-cache", "--no-lock"]);
  if (answer.issue?.code !== "site-damaged" && answer.issue?.code !== "site-failed") return answer;
  return restic(repository, ["check", read, "--no-cache"]);
}

/**
 * The site's negative control: writes a snapshot of one small file with production's credentials and tries to remove
 * it with them. Nothing else could be removed, should the site turn out not to be immutable.
 */
async function tryDeletion(repository: Repository): Promise<{ refused: boolean; issue: Issue | null }> {
  const folder = await mkdtemp(join(tmpdir(), "ipai-probe-"));
  try {
    await writeFile(join(folder, "probe"), new Date().toISOString());
    const flags = ["--json", "--host", "ipai-probe", "--tag", "ipai-probe"];
    const sent = await restic(repository, ["backup", ...flags, "."], { cwd: folder });
    if (sent.issue) return { refused: false, issue: sent.issue };
    const id = /"snapshot_id":"([0-9a-f]+)"/.exec(sent.stdout)?.[1] ?? "";
    // A refusal is told on the first try; restic would go on trying.
    const answer = await restic(repository, ["forget", id], { timeoutSeconds: 300, endWhen: REFUSED });
    const { stdout } = await restic(repository, ["snapshots", "--json", "--no-lock", id]);
    const refused = answer.issue?.code === "site-refused" && stdout.includes(id);
    return { refused, issue: refused ? null : deletable(repository.site.name) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function deletable(site: string): Issue {
  const message = `${site}: production's credentials removed a snapshot there, so the site is not immutable`;
  const advice = "serve it with rclone --append-only, or deny s3:DeleteObject, see docs/backups.md";
  return fault("site-not-immutable", message, advice);
}
