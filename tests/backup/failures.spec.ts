import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync, mkdirSync, chmodSync } from "node:fs";
import { join } from "node:path";
import { createCopy, drill, listCopies, PHASES, verifySites, type BackupConfig, type Site } from "@ipai/backup";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openBench, type Bench } from "./bench/bench.ts";
import { killableCreate } from "./bench/kill.ts";
import { NEEDS } from "./bench/needs.ts";
import { fingerprint } from "./bench/seed.ts";

const codes = (issues: readonly { code: string }[]) => issues.map(({ code }) => code);

describe.skipIf(!NEEDS.run)(`failures (needs ${NEEDS.what})`, { timeout: 120_000 }, () => {
  let bench: Bench;
  let untouched: string;
  const production = () => fingerprint(bench.cluster.address, bench.database);
  const only = (...names: string[]): BackupConfig => ({
    ...bench.config,
    sites: bench.config.sites.filter(({ name }) => names.includes(name)),
  });
  const instead = (site: Partial<Site>): BackupConfig => ({
    ...bench.config,
    sites: bench.config.sites.slice(0, 2).map((it) => (it.name === site.name ? ({ ...it, ...site } as Site) : it)),
  });
  const copyIds = async (config: BackupConfig) => (await listCopies(config)).value[0]!.copies!.map(({ id }) => id);

  beforeAll(async () => {
    bench = await openBench({ seed: { partners: 2000, attachments: 60 } });
    untouched = await production();
    await createCopy(bench.config);
  });
  afterAll(() => bench?.close());

  it("killed without warning in any phase, it leaves no half copy, no lock, and the next run is whole", async () => {
    const kill = killableCreate(bench.folder);
    const folder = only("folder");
    const configFile = join(bench.folder, "folder.yml");
    // The program reads its sites from a file: the same, and two that are not asked for.
    writeFileSync(configFile, readFileSync(bench.configFile, "utf8"), { mode: 0o600 });
    const before = await copyIds(folder);
    const kills = PHASES.flatMap((phase) =>
      (phase === "upload" ? [0, 40, 300] : [0]).map((delay) => ({ phase, delay })),
    );
    for (const { phase, delay } of kills) expect(await kill(configFile, phase, delay)).toBe("SIGKILL");
    // What a killed run did bring to its end is a copy like any other: "clean" comes after the last upload.
    const left = (await copyIds(folder)).filter((id) => !before.includes(id));
    expect(left.length).toBeGreaterThanOrEqual(1);

    const { value, issues } = await createCopy(folder);
    expect(issues).toEqual([]);
    const drilled = await drill(folder);
    expect(drilled.issues).toEqual([]);
    expect(drilled.value).toMatchObject({ proven: 1, sites: [{ copy: { id: value.manifest!.id } }] });
    expect((await verifySites(folder, { only: null })).issues).toEqual([]);
    expect(await production()).toBe(untouched);
  });

  it("a byte that changed at a site is found by verify and by drill, and the other sites stand", async () => {
    const packs = join(bench.folder, "sftp/data");
    const files = readdirSync(packs, { recursive: true, encoding: "utf8" }).filter((it) => /[0-9a-f]{64}$/.test(it));
    for (const file of files) flipByte(join(packs, file));
    const verified = await verifySites(only("folder", "sftp"), { only: null });
    expect(codes(verified.issues)).toEqual(["site-damaged"]);
    expect(verified.value.map(({ site, packs: read }) => [site, read !== null])).toEqual([
      ["folder", true],
      ["sftp", false],
    ]);
    const drilled = await drill(only("folder", "sftp"));
    expect(drilled.value.sites.map(({ site, proven }) => [site, proven])).toEqual([
      ["folder", true],
      ["sftp", false],
    ]);
    for (const file of files) flipByte(join(packs, file));
    expect((await verifySites(only("sftp"), { only: null })).issues).toEqual([]);
  });

  it("a site that is gone is named, and the others get their copy", async () => {
    renameSync(join(bench.folder, "copies"), join(bench.folder, "unmounted"));
    const unmounted = await createCopy(only("folder", "sftp"));
    renameSync(join(bench.folder, "unmounted"), join(bench.folder, "copies"));
    expect(codes(unmounted.issues)).toEqual(["site-no-copies"]);
    expect(unmounted.value.sites.map(({ site, snapshot }) => [site, snapshot !== null])).toEqual([
      ["folder", false],
      ["sftp", true],
    ]);

    const nobody = instead({ name: "sftp", port: 9 } as Partial<Site>);
    const unreachable = await createCopy(nobody);
    expect(unreachable.issues).toMatchObject([
      { code: "site-unreachable", message: "sftp: nobody answers at 127.0.0.1:9" },
    ]);
    expect(codes((await listCopies(nobody)).issues)).toEqual(["site-unreachable"]);
    const drilled = await drill(nobody);
    expect(drilled.value).toMatchObject({ proven: 1, sites: [{ proven: true }, { proven: false, copy: null }] });
  });

  it("wrong keys and credentials open nothing, and say which", async () => {
    const secret = (name: string, text: string) => {
      writeFileSync(join(bench.folder, name), text, { mode: 0o600 });
      return join(bench.folder, name);
    };
    const wrong = { ...only("folder"), password_file: secret("wrong", "wrong") };
    expect(codes((await createCopy(wrong)).issues)).toEqual(["site-wrong-key"]);
    expect(codes((await drill(wrong)).issues)).toEqual(["site-wrong-key"]);

    const credentials_file = secret("nobody", "[default]\naws_access_key_id=NOBODY\naws_secret_access_key=X\n");
    const objects = only("objects");
    const nobody = { ...objects, sites: objects.sites.map((site) => ({ ...site, credentials_file }) as Site) };
    expect(codes((await createCopy(nobody)).issues)).toEqual(["site-refused"]);

    const stranger = instead({ name: "sftp", known_hosts_file: secret("hosts", "") } as Partial<Site>);
    expect(codes((await createCopy(stranger)).issues)).toEqual(["site-refused"]);
  });

  it("a server that is down, and one that dies, give no copy", async () => {
    const down = { ...only("folder"), database: { ...bench.config.database, port: 9 } };
    const { value, issues } = await createCopy(down);
    expect([value.manifest, ...codes(issues)]).toEqual([null, "backup-failed"]);

    const terminate = (phase: string) => {
      if (phase !== "dump") return;
      const { host, port, user, password } = bench.cluster.address;
      const args = ["-h", host, "-p", String(port), "-U", user, "-d", "postgres", "-c"];
      const end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'production'";
      spawnSync("psql", [...args, end], { env: { ...process.env, PGPASSWORD: password } });
    };
    const died = await createCopy(only("folder"), { onPhase: terminate });
    expect(died.value).toMatchObject({ manifest: null, sites: [] });
    expect(died.issues).toHaveLength(1);
  });

  const mounted = mountSmall(join("/var/tmp", `ipai-small-${process.pid}`));
  it.skipIf(!mounted)(
    "a full disk, here or at a site, is named and nothing is taken for a copy (needs mount)",
    async () => {
      try {
        const work = await createCopy({ ...only("folder"), work: join(mounted!, "work") });
        expect(work.value.manifest).toBeNull();
        expect(codes(work.issues)[0]).toMatch(/^backup-(dump|disk-full)$/);

        const small = join(mounted!, "site");
        rmSync(join(mounted!, "work"), { recursive: true });
        const full = await createCopy(instead({ name: "folder", path: small } as Partial<Site>), { init: true });
        expect(full.issues).toMatchObject([{ code: "site-full", message: expect.stringMatching(/^folder: /) }]);
        expect(full.value.sites.map(({ site, snapshot }) => [site, snapshot !== null])).toEqual([
          ["folder", false],
          ["sftp", true],
        ]);
      } finally {
        spawnSync("umount", [mounted!]);
        rmSync(mounted!, { recursive: true, force: true });
      }
    },
  );

  it("leave production untouched, all of them together", async () => {
    expect(await production()).toBe(untouched);
  });
});

function flipByte(path: string): void {
  const bytes = readFileSync(path);
  bytes[20]! ^= 1;
  chmodSync(path, 0o600);
  writeFileSync(path, bytes);
}

/** A disk of 100 kB, or null where mounting is refused. */
function mountSmall(folder: string): string | null {
  mkdirSync(folder, { recursive: true });
  const { status } = spawnSync("mount", ["-t", "tmpfs", "-o", "size=100k", "tmpfs", folder]);
  if (status === 0) return folder;
  rmSync(folder, { recursive: true });
  return null;
}
