import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { BackupConfig, listCopies, pruneCopies, verifySites } from "@ipai/backup";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cheapRepository } from "./bench/cheap-repository.ts";
import { NEEDS } from "./bench/needs.ts";
import { startSshd, type Sshd } from "./bench/sshd.ts";

const DAYS = 120;
const DAY = 86_400_000;
const END = Date.parse("2026-11-22T02:00:00Z");

describe.skipIf(!NEEDS.run)(`retention (needs ${NEEDS.what})`, { timeout: 120_000 }, () => {
  let folder: string;
  let sshd: Sshd;
  let config: BackupConfig;

  /** A copy as `create` leaves it, at a time of the simulated clock. */
  const copyAt = (repository: string, time: number) => {
    const stamp = new Date(time).toISOString();
    const flags = [
      "--host",
      "bench",
      "--tag",
      "ipai-copy",
      "--tag",
      `id=${stamp}`,
      "--time",
      stamp.slice(0, 19).replace("T", " "),
    ];
    const env = { ...process.env, RESTIC_REPOSITORY: repository, RESTIC_PASSWORD_FILE: join(folder, "key"), TZ: "UTC" };
    const { status, stderr } = spawnSync("restic", ["backup", "-q", "--no-cache", ...flags, "."], {
      cwd: join(folder, "data"),
      env,
      encoding: "utf8",
    });
    if (status !== 0) throw new Error(stderr);
  };
  const plant = (root: string) => {
    for (const [path, bytes] of Object.entries(cheapRepository("key"))) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), bytes);
    }
  };
  const timesAt = async (site: string) =>
    (await listCopies(config)).value.find((it) => it.site === site)!.copies!.map(({ time }) => time.slice(0, 10));

  beforeAll(async () => {
    folder = mkdtempSync("/var/tmp/ipai-retention-");
    mkdirSync(join(folder, "data"));
    writeFileSync(join(folder, "data/manifest.json"), "{}");
    writeFileSync(join(folder, "key"), "key", { mode: 0o600 });
    sshd = await startSshd(join(folder, "ssh"), join(folder, "vault"));
    const vault = {
      host: "127.0.0.1",
      port: sshd.port,
      user: sshd.user,
      identity_file: sshd.vaultKey,
      known_hosts_file: sshd.knownHosts,
    };
    config = BackupConfig.parse({
      version: 1,
      name: "bench",
      database: { host: "/nowhere", user: "nobody", name: "none" },
      filestore: "/nowhere",
      password_file: join(folder, "key"),
      work: join(folder, "work"),
      sites: [
        { name: "folder", kind: "local", path: join(folder, "folder") },
        { name: "false-vault", kind: "local", path: join(folder, "false"), immutable: true },
        { name: "vault", kind: "append-only", ...vault, immutable: true },
      ],
    });
    for (const name of ["folder", "false", "vault"]) plant(join(folder, name));
    for (let day = DAYS - 1; day >= 0; day -= 1) copyAt(join(folder, "folder"), END - day * DAY);
    for (const name of ["false", "vault"]) copyAt(join(folder, name), END);
  });
  afterAll(() => {
    sshd?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it(`of ${DAYS} daily copies keeps 7 days, 4 weeks and 3 months`, async () => {
    expect(await timesAt("folder")).toHaveLength(DAYS);
    const { value, issues } = await pruneCopies(config, "folder");
    expect(issues).toEqual([]);
    const kept = await timesAt("folder");
    expect(kept).toEqual(policy());
    expect(value).toEqual([{ site: "folder", kept: kept.length, removed: DAYS - kept.length }]);
  });

  it("leaves an immutable site alone, refuses it by name, and the site itself refuses production's credentials", async () => {
    const all = await pruneCopies(config, null);
    expect(all.issues.map(({ code, severity }) => [code, severity])).toEqual([
      ["site-immutable", "info"],
      ["site-immutable", "info"],
    ]);
    expect((await pruneCopies(config, "vault")).issues).toMatchObject([{ code: "site-immutable", severity: "error" }]);

    const mine = { ...config, sites: config.sites.map((site) => ({ ...site, immutable: false })) };
    expect((await pruneCopies({ ...mine, retention: { daily: 1, weekly: 0, monthly: 0 } }, "vault")).issues).toEqual(
      [],
    );
    copyAt(join(folder, "vault"), END - DAY);
    const pruned = await pruneCopies({ ...mine, retention: { daily: 1, weekly: 0, monthly: 0 } }, "vault");
    expect(pruned.issues).toMatchObject([{ code: "site-refused" }]);
    expect(await timesAt("vault")).toHaveLength(2);
  });

  it("a site that only calls itself immutable is found out", async () => {
    const { value, issues } = await verifySites(config, { only: null });
    expect(value.map(({ site, deletionRefused }) => [site, deletionRefused])).toEqual([
      ["folder", null],
      ["false-vault", false],
      ["vault", true],
    ]);
    expect(issues).toMatchObject([{ code: "site-not-immutable", message: expect.stringMatching(/^false-vault: /) }]);
    expect(await timesAt("false-vault")).toHaveLength(1);
  });
});

/** The policy in words: the newest copy of each of the last 7 days, 4 ISO weeks and 3 months that have one. */
function policy(): string[] {
  const days = Array.from({ length: DAYS }, (_, back) => new Date(END - back * DAY));
  const newestOf = (count: number, span: (day: Date) => string) => {
    const firsts = new Map<string, Date>();
    for (const day of days) if (!firsts.has(span(day))) firsts.set(span(day), day);
    return [...firsts.values()].slice(0, count);
  };
  const monday = (day: Date) => new Date(day.getTime() - ((day.getUTCDay() + 6) % 7) * DAY).toISOString().slice(0, 10);
  const kept = [
    ...newestOf(7, (day) => day.toISOString().slice(0, 10)),
    ...newestOf(4, monday),
    ...newestOf(3, (day) => day.toISOString().slice(0, 7)),
  ].map((day) => day.toISOString().slice(0, 10));
  return [...new Set(kept)].sort().toReversed();
}
