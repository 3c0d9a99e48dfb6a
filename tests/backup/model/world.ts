import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { listCopies, type BackupConfig, type Copy, type Site } from "@ipai/backup";
import { openBench, type Bench } from "../bench/bench.ts";
import { addAttachment, addMoves, fingerprint, withClient } from "../bench/seed.ts";
import { SITES, type SiteName } from "./actions.ts";
import { clock } from "./clock.ts";
import { killable } from "./kill.ts";
import { expectedState, type Known } from "./reference.ts";

/** Something that must not be: the message says what was and what should have been. */
export class Violation extends Error {}

export function demand(holds: boolean, message: string): void {
  if (!holds) throw new Violation(message);
}

export const codes = (issues: readonly { code: string; severity: string }[]) =>
  issues.filter(({ severity }) => severity === "error").map(({ code }) => code);

function gone(site: Site): Site {
  if (site.kind === "local") return { ...site, path: `${site.path}-unmounted` };
  return site.kind === "s3" ? { ...site, endpoint: "http://127.0.0.1:9" } : { ...site, port: 9 };
}

/** A production with four sites, and what the reference knows of the copies there. */
export class World {
  /** By site, as they were made. */
  readonly known: Record<SiteName, Known[]> = { folder: [], sftp: [], objects: [], vault: [] };
  /** Fingerprints of the database by version. */
  readonly truths: string[] = [];
  readonly kill: ReturnType<typeof killable>;
  readonly bench: Bench;

  private constructor(bench: Bench) {
    this.bench = bench;
    this.kill = killable(bench.folder, bench.configFile);
  }

  static async open(): Promise<World> {
    const world = new World(await openBench({ seed: { partners: 2000, moves: 60, attachments: 9 } }));
    const { cluster, database } = world.bench;
    await withClient(cluster.address, database, async (client) => clock.hold(Object.getPrototypeOf(client)));
    await world.remember();
    return world;
  }

  async close(): Promise<void> {
    clock.release();
    await this.bench.close();
  }

  get version(): number {
    return this.truths.length - 1;
  }

  /** The configuration with these sites alone. Age is no matter here: the clock is turned. */
  config(...names: SiteName[]): BackupConfig {
    const { config } = this.bench;
    const targets = { rpo_minutes: 1e9, rto_minutes: 1e9, pitr_rpo_minutes: 1e9 };
    const retention = { daily: 2, weekly: 1, monthly: 1 };
    return {
      ...config,
      targets,
      retention,
      sites: config.sites.filter(({ name }) => names.includes(name as SiteName)),
    };
  }

  /** The same, of sites that do not answer. */
  unreachable(name: SiteName): BackupConfig {
    const config = this.config(name);
    return { ...config, sites: config.sites.map(gone) };
  }

  wrongKey(name: SiteName): BackupConfig {
    const password_file = join(this.bench.folder, "wrong");
    writeFileSync(password_file, "wrong", { mode: 0o600 });
    return { ...this.config(name), password_file };
  }

  /** New rows, now and then a new file. */
  async write(withFile: boolean): Promise<void> {
    const { cluster, database, filestore } = this.bench;
    await withClient(cluster.address, database, async (client) => {
      await addMoves(client, 3);
      if (withFile) await addAttachment(client, filestore, Buffer.from(`content ${this.truths.length}`));
    });
    await this.remember();
  }

  private async remember(): Promise<void> {
    this.truths.push(await fingerprint(this.bench.cluster.address, this.bench.database));
  }

  /** Runs `work` while so many files of the filestore, or all, are away. */
  async without(count: number | "all", work: (away: number) => Promise<void>): Promise<void> {
    const { filestore } = this.bench;
    const files = readdirSync(filestore, { recursive: true, encoding: "utf8" }).filter((it) => /^..\/.{40}$/.test(it));
    const away = count === "all" ? files : files.toSorted().slice(0, count);
    for (const file of away) renameSync(join(filestore, file), join(this.bench.folder, file.slice(3)));
    try {
      await work(away.length);
    } finally {
      for (const file of away) renameSync(join(this.bench.folder, file.slice(3)), join(filestore, file));
    }
  }

  /** Runs `work` with a folder on a disk of 100 kB; not at all where mounting is refused. */
  async onSmallDisk(work: (folder: string) => Promise<void>): Promise<void> {
    const folder = join(this.bench.folder, "small");
    mkdirSync(folder, { recursive: true });
    if (spawnSync("mount", ["-t", "tmpfs", "-o", "size=100k", "tmpfs", folder]).status !== 0) return;
    try {
      await work(folder);
      const left = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((it) => /copy./.test(it));
      demand(left.length === 0, `the full disk was left full: ${left.length} files`);
    } finally {
      spawnSync("umount", [folder]);
      rmSync(folder, { recursive: true });
    }
  }

  async list(site: SiteName): Promise<Copy[]> {
    const { value } = await listCopies(this.config(site));
    demand(value[0]!.copies !== null, `${site} could not be listed`);
    return [...value[0]!.copies!];
  }

  /** Holds what lies at a site to what the reference knows: which copies, in which order, each in which state. */
  async compare(site: SiteName): Promise<void> {
    const now = Date.now();
    const found = (await this.list(site)).map(({ id, state }) => `${id} ${state}`);
    const wanted = this.known[site].map((copy) => `${copy.id} ${expectedState(copy, now)}`).toReversed();
    demand(found.join() === wanted.join(), `${site} lists\n  ${found.join("\n  ")}\nand not\n  ${wanted.join("\n  ")}`);
  }

  /** Every site must take a copy and give it back, whatever happened. */
  async ending(check: (site: SiteName) => Promise<void>): Promise<void> {
    clock.set(0);
    for (const site of SITES) await check(site);
  }
}
