import type { Issue, Result } from "@ipai/core";
import type { BackupConfig, Site } from "../config/schema.ts";
import type { Proof } from "../facts/prove.ts";
import { readPitrStatus, type PitrStatus } from "../pitr/base.ts";
import { restoreCopy } from "../restore/restore.ts";
import { fault } from "../run/fault.ts";
import { removeTarget, targetOf, type Target } from "../restore/target.ts";
import { judgeNewest, noCopy, readCopies, type Copy } from "../site/copies.ts";
import { writeProof } from "../site/proofs.ts";
import { repositoryOf, type Repository } from "../site/repository.ts";
import { hashLogin, type Login, type TryLogin } from "./login.ts";

/** What a drill showed of one site. */
export interface SiteDrill {
  readonly site: string;
  readonly copy: Pick<Copy, "id" | "snapshot" | "time" | "bytes"> | null;
  readonly proof: Proof | null;
  readonly login: Login | null;
  /** Minutes of work that would be lost: the age of the copy. */
  readonly rpoMinutes: number | null;
  /** Seconds from the decision to the login. */
  readonly rtoSeconds: number | null;
  /** Every row, file and sum is the copied one, somebody logged in, and both targets were met. */
  readonly proven: boolean;
}

export interface DrillReport {
  readonly name: string;
  /** UTC. */
  readonly started: string;
  readonly finished: string;
  readonly sites: readonly SiteDrill[];
  readonly proven: number;
  /** What recovery to an instant would lose now; null where it is not configured. */
  readonly pitr: Pick<PitrStatus, "rpoMinutes" | "lastWal"> | null;
}

export interface DrillOptions {
  /** Only these sites; default: all. */
  readonly sites?: readonly string[];
  readonly login?: TryLogin;
  readonly onSite?: (site: string) => void;
}

/**
 * Restores the newest copy of each site (those dated in the future aside, which are errors) into a scratch database, holds it to its manifest, logs in, and throws it
 * away. One site after the other, so that none is proven by what another left.
 */
export async function drill(config: BackupConfig, options: DrillOptions = {}): Promise<Result<DrillReport>> {
  const started = new Date().toISOString();
  const sites: SiteDrill[] = [];
  const issues: Issue[] = [];
  for (const site of config.sites.filter(({ name }) => options.sites?.includes(name) ?? true)) {
    options.onSite?.(site.name);
    const { value, issues: found } = await drillSite(config, site, options.login ?? hashLogin(config));
    sites.push(value);
    issues.push(...found);
  }
  const proven = sites.filter((site) => site.proven).length;
  const status = config.pitr && (await readPitrStatus(config.pitr, config.targets.pitr_rpo_minutes));
  const pitr = status ? { rpoMinutes: status.value.rpoMinutes, lastWal: status.value.lastWal } : null;
  issues.push(...(status?.issues ?? []));
  return { value: { name: config.name, started, finished: new Date().toISOString(), sites, proven, pitr }, issues };
}

async function drillSite(config: BackupConfig, site: Site, login: TryLogin): Promise<Result<SiteDrill>> {
  const repository = repositoryOf(site, config);
  const { value: copies, issues } = await readCopies(repository, config.name);
  // An incomplete one too: whether the newest copy is good is the question.
  const copy = copies?.find(({ state }) => state !== "future");
  const future = copies?.length ? judgeNewest(copies, site.name).filter(({ code }) => code === "copy-future") : [];
  if (copy) {
    const { value, issues: found } = await drillCopy(config, repository, copy, login);
    const unrecorded = await recordProof(config, repository, copy, value, found);
    const all = [...future, ...found, ...(unrecorded ? [unrecorded] : [])];
    return { value: { ...value, proven: value.proven && future.length === 0 }, issues: all };
  }
  const nothing = { site: site.name, copy: null, proof: null, login: null, rpoMinutes: null, rtoSeconds: null };
  return {
    value: { ...nothing, proven: false },
    issues: copies ? (future.length ? future : [noCopy(site.name)]) : issues,
  };
}

/** Keeps with the copy what was found of it: that it is whole, or that its rows or files are not those of its manifest. */
async function recordProof(
  { name }: BackupConfig,
  repository: Repository,
  copy: Copy,
  { proof, proven }: SiteDrill,
  issues: readonly Issue[],
): Promise<Issue | null> {
  const refuted =
    proof !== null && issues.some(({ code, severity }) => severity === "error" && code.startsWith("copy-"));
  return proven || refuted ? writeProof(repository, name, copy, proven) : null;
}

async function drillCopy(
  config: BackupConfig,
  repository: Repository,
  copy: Copy,
  tryLogin: TryLogin,
): Promise<Result<SiteDrill>> {
  const { name: site } = repository.site;
  const target = targetOf(config, `ipai_drill_${site.replaceAll("-", "_")}`);
  const began = Date.now();
  const restored = await restoreCopy(config, repository, copy, target);
  try {
    const { proof } = restored.value;
    const login = proof && (await attempt(tryLogin, target, config.login.user));
    const rtoSeconds = (Date.now() - began) / 1000;
    const rpoMinutes = Math.max(0, (began - Date.parse(copy.time)) / 60_000);
    const issues = [
      ...restored.issues,
      ...(login && !login.ok ? [noLogin(login)] : []),
      ...missedTargets(config, rpoMinutes, rtoSeconds),
    ].map((issue) => ofSite(issue, site));
    const proven = proof !== null && issues.every(({ severity }) => severity !== "error");
    const { id, snapshot, time, bytes } = copy;
    return {
      value: { site, copy: { id, snapshot, time, bytes }, proof, login, rpoMinutes, rtoSeconds, proven },
      issues,
    };
  } finally {
    // What was refused is not ours to remove.
    if (restored.issues.every(({ code }) => code !== "restore-refused")) await removeTarget(target).catch(() => {});
  }
}

function ofSite(issue: Issue, site: string): Issue {
  return issue.message.startsWith(`${site}:`) ? issue : { ...issue, message: `${site}: ${issue.message}` };
}

async function attempt(tryLogin: TryLogin, target: Target, user: string): Promise<Login> {
  try {
    return await tryLogin(target, user);
  } catch (error) {
    return { how: "none", user, ok: false, seen: (error as Error).message };
  }
}

function noLogin({ user, seen }: Login): Issue {
  return fault("drill-login", `${user} could not log in: ${seen}`, "give login.password_file, or an Odoo by ODOO_SRC");
}

function missedTargets({ targets }: BackupConfig, rpoMinutes: number, rtoSeconds: number): Issue[] {
  const issues: Issue[] = [];
  if (rpoMinutes > targets.rpo_minutes) {
    const message = `its newest copy is ${Math.round(rpoMinutes)} minutes old, ${targets.rpo_minutes} are allowed`;
    issues.push(fault("drill-rpo", message, "run `ipai backup create`, and see why its timer did not"));
  }
  if (rtoSeconds > targets.rto_minutes * 60) {
    const message = `the restore took ${Math.round(rtoSeconds)} s, ${targets.rto_minutes} minutes are allowed`;
    issues.push(fault("drill-rto", message, "use a nearer site or a faster disk"));
  }
  return issues;
}
