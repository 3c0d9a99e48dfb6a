import { readFile, rm } from "node:fs/promises";
import { cpus } from "node:os";
import { join } from "node:path";
import type { Issue, Result } from "@ipai/core";
import type { BackupConfig } from "../config/schema.ts";
import { Manifest } from "../facts/manifest.ts";
import { COMPARABLE, observeDatabase } from "../facts/observe.ts";
import { prove, type Proof } from "../facts/prove.ts";
import { fault } from "../run/fault.ts";
import { finish } from "../run/process.ts";
import type { Copy } from "../site/copies.ts";
import type { Repository } from "../site/repository.ts";
import { restic } from "../site/restic.ts";
import { keepTarget, makeDatabase, onTarget, placeFiles, refuseTarget, removeTarget, type Target } from "./target.ts";

/** A restored copy. */
export interface Restored {
  readonly copy: Copy;
  readonly manifest: Manifest | null;
  readonly target: Pick<Target, "database" | "filestore">;
  /** Null when the copy could not be brought back, so that there is nothing to prove. */
  readonly proof: Proof | null;
  readonly seconds: number;
}

export interface RestoreOptions {
  /** Leaves a database that is nobody's scratch: for a real recovery. */
  readonly keep?: boolean;
}

/**
 * Brings a copy from a site into a new database and a new folder, and holds both to the copy's manifest. Refuses a
 * target that exists, unless an earlier restore made it. Never touches the database that was copied.
 */
export async function restoreCopy(
  config: BackupConfig,
  repository: Repository,
  copy: Copy,
  target: Target,
  { keep = false }: RestoreOptions = {},
): Promise<Result<Restored>> {
  const began = Date.now();
  const fetched = `${target.filestore}.fetched`;
  const end = (manifest: Manifest | null, proof: Proof | null, issues: readonly Issue[]): Result<Restored> => ({
    value: { copy, manifest, target, proof, seconds: (Date.now() - began) / 1000 },
    issues,
  });
  try {
    const refused = await refuseTarget(target, config, keep);
    if (refused) return end(null, null, [refused]);
    await rm(fetched, { recursive: true, force: true });
    // Without the cache: what is read is what lies at the site.
    const { issue } = await restic(repository, [
      "restore",
      copy.snapshot,
      "--target",
      fetched,
      "--no-cache",
      "--no-lock",
    ]);
    if (issue) return end(null, null, [issue]);
    const manifest = Manifest.parse(JSON.parse(await readFile(join(fetched, "manifest.json"), "utf8")));
    const issues = await load(target, manifest, fetched);
    if (issues.some(isError)) {
      // Half of a copy is of no use, and a disk that it filled would stay full.
      await removeTarget(target);
      return end(manifest, null, issues);
    }
    const found = await onTarget(target, target.database, async (client) => {
      await client.query(COMPARABLE);
      return observeDatabase(client);
    });
    const { value: proof, issues: differences } = await prove(manifest, found, target.filestore);
    if (keep && !differences.some(isError)) await keepTarget(target);
    return end(manifest, proof, [...issues, ...differences]);
  } catch (error) {
    return end(null, null, [failed((error as Error).message)]);
  } finally {
    await rm(fetched, { recursive: true, force: true });
  }
}

/** Fills the target: the files by moving them, the database by `pg_restore`. */
async function load(target: Target, { database }: Manifest, fetched: string): Promise<Issue[]> {
  await makeDatabase(target, database);
  await placeFiles(target, join(fetched, "filestore"));
  const absent = await absentRoles(target, database.roles);
  const owners = absent.length ? ["--no-owner", "--no-privileges"] : [];
  const issues = absent.length ? [withoutRoles(absent)] : [];
  for (const section of ["pre-data", "data", "post-data"]) {
    const failure = await restoreSection(target, [`--section=${section}`, ...owners, join(fetched, "database")]);
    if (failure) return [...issues, failure];
    if (section === "pre-data") issues.push(...(await markImmutable(target, database.immutable)));
  }
  return issues;
}

async function restoreSection(target: Target, args: readonly string[]): Promise<Issue | null> {
  const { host, port, user, password } = target.server;
  const server = ["-h", host, "-p", String(port), "-U", user, "-w", "-d", target.database];
  const flags = ["--exit-on-error", `--jobs=${Math.max(1, cpus().length)}`];
  const { exit, stderr } = await finish("pg_restore", [...flags, ...server, ...args], {
    env: { PGPASSWORD: password },
  });
  if (exit === 0) return null;
  return failed(`pg_restore ended with ${exit ?? "a signal"}: ${stderr.trim().split("\n")[0] ?? ""}`);
}

/** Marks an extension's functions as they were: an index over `unaccent` cannot be made otherwise. */
async function markImmutable(target: Target, functions: readonly string[]): Promise<Issue[]> {
  const issues: Issue[] = [];
  await onTarget(target, target.database, async (client) => {
    const { rows } = await client.query<{ name: string }>(
      "SELECT name FROM unnest($1::text[]) AS name JOIN pg_proc p ON p.oid = to_regprocedure(name) WHERE p.provolatile <> 'i'",
      [functions],
    );
    for (const { name } of rows)
      await client.query(`ALTER FUNCTION ${name} IMMUTABLE`).catch(({ message }: Error) => {
        issues.push(failed(`${name} cannot be marked immutable: ${message}; restore as a superuser`));
      });
  });
  return issues;
}

async function absentRoles(target: Target, roles: readonly string[]): Promise<string[]> {
  const { rows } = await onTarget(target, "postgres", (client) =>
    client.query<{ role: string }>(
      "SELECT role FROM unnest($1::text[]) AS role WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role)",
      [roles],
    ),
  );
  return rows.map(({ role }) => role);
}

function withoutRoles(absent: readonly string[]): Issue {
  const message = `the server lacks ${absent.join(", ")}: owners and grants were left out`;
  return { code: "restore-roles", severity: "warning", message, advice: "run `ipai db init`, then restore again" };
}

function isError({ severity }: Issue): boolean {
  return severity === "error";
}

function failed(message: string): Issue {
  const advice = "the target is scratch: mend the cause and restore again; production was not touched";
  return fault("restore-failed", message, advice);
}
