import { spawn, spawnSync } from "node:child_process";
import { readdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { chooseCopy, createCopy, drill, listCopies, pruneCopies, verifySites } from "@ipai/backup";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openBench, type Bench } from "./bench/bench.ts";
import { NEEDS } from "./bench/needs.ts";

const codes = (issues: readonly { code: string }[]) => issues.map(({ code }) => code);

describe.skipIf(!NEEDS.run)(`states and locks of copies (needs ${NEEDS.what})`, { timeout: 120_000 }, () => {
  let bench: Bench;
  const local = () => ({
    ...bench.config,
    sites: bench.config.sites.slice(0, 1),
    retention: { daily: 1, weekly: 0, monthly: 0 },
  });
  const listed = async () => (await listCopies(local())).value[0]!.copies!;
  const errors = async () => (await pruneCopies(local(), null)).issues.filter(({ severity }) => severity === "error");
  const states = async () => (await listed()).map(({ state }) => state);
  const env = () => ({
    ...process.env,
    RESTIC_REPOSITORY: join(bench.folder, "copies"),
    RESTIC_PASSWORD_FILE: bench.config.password_file,
    TZ: "UTC",
  });
  const locks = () => readdirSync(join(bench.folder, "copies/locks")).filter((name) => /^[0-9a-f]{64}$/.test(name));

  beforeAll(async () => {
    bench = await openBench({ seed: { attachments: 40 } });
  });
  afterAll(() => bench?.close());

  it("a copy is unproven until a drill showed it, and whole from then on", async () => {
    await createCopy(local());
    expect(await states()).toEqual(["unproven"]);
    expect((await drill(local())).value.proven).toBe(1);
    expect(await states()).toEqual(["whole"]);
  });

  it("without its filestore there is no copy, and one line says why", async () => {
    renameSync(bench.filestore, `${bench.filestore}-unmounted`);
    const { value, issues } = await createCopy(local());
    renameSync(`${bench.filestore}-unmounted`, bench.filestore);
    expect([value.manifest, value.sites, codes(issues)]).toEqual([null, [], ["backup-filestore-gone"]]);
    expect(issues[0]!.message).toContain("40 of the 40 files");
    expect(await states()).toEqual(["whole"]);
  });

  it("an incomplete copy is no recovery's latest, holds every prune, and is summed up", async () => {
    const files = readdirSync(bench.filestore, { recursive: true, encoding: "utf8" }).filter((it) => it.length === 43);
    const away = files.slice(0, 15);
    for (const file of away) renameSync(join(bench.filestore, file), join(bench.folder, file.slice(3)));
    const { issues } = await createCopy(local());
    expect(issues).toHaveLength(11);
    expect(issues.at(-1)!.message).toBe("5 more files are missing, 15 in all");
    expect(await states()).toEqual(["incomplete", "whole"]);
    const chosen = chooseCopy(await listed(), "folder", "latest");
    expect([chosen.value?.state, codes(chosen.issues)]).toEqual(["whole", ["copy-incomplete"]]);
    const pruned = await pruneCopies(local(), null);
    expect([pruned.value, codes(pruned.issues)]).toEqual([
      [{ site: "folder", kept: 2, removed: 0 }],
      ["prune-held", "copy-incomplete"],
    ]);
    // Lost for good, a person says: then a copy without them is as good as it gets.
    expect(codes((await createCopy(local(), { acceptMissing: true })).issues)).toEqual([]);
    expect((await drill(local())).value.proven).toBe(1);
    for (const file of away) renameSync(join(bench.folder, file.slice(3)), join(bench.filestore, file));
    expect(await states()).toEqual(["whole", "incomplete", "whole"]);
    await pruneCopies(local(), null);
    expect(await states()).toEqual(["whole"]);
  });

  it("a copy of the future is never the latest, and pushes nothing out", async () => {
    const tags = ["--tag", "ipai-copy", "--tag", "id=odd", "--host", "bench"];
    const planted = spawnSync("restic", ["backup", "-q", ...tags, "--time", "2126-01-01 00:00:00", "."], {
      cwd: bench.filestore,
      env: env(),
    });
    expect(planted.status).toBe(0);
    const before = (await listed()).find(({ state }) => state === "whole")!;
    expect(chooseCopy(await listed(), "folder", "latest").value?.id).toBe(before.id);
    const drilled = await drill(local());
    expect(drilled.value.sites[0]!.rpoMinutes).toBeGreaterThanOrEqual(0);
    await createCopy(local());
    await createCopy(local());
    expect(codes((await pruneCopies(local(), null)).issues)).toEqual(["copy-future"]);
    expect(await states()).toEqual(["unproven", "whole", "future"]);
  });

  it("what a killed run locked is free for the next one; what lives is waited for and named", async () => {
    await createCopy(local());
    const hold = spawn("restic", ["backup", "-q", "--stdin"], { env: env(), stdio: ["pipe", "ignore", "ignore"] });
    while (locks().length === 0) await sleep(20);
    hold.kill("SIGKILL");
    await sleep(100);
    expect(locks()).toHaveLength(1);
    expect(await errors()).toEqual([]);
    expect(locks()).toEqual([]);
    expect((await createCopy(local())).issues).toEqual([]);

    const live = spawn("restic", ["backup", "-q", "--stdin"], { env: env(), stdio: ["pipe", "ignore", "ignore"] });
    while (locks().length === 0) await sleep(20);
    setTimeout(() => live.stdin!.end("done"), 3000);
    expect(await errors()).toEqual([]);
  });

  it("the probe of an immutable site leaves it free", async () => {
    const vault = { ...bench.config, sites: bench.config.sites.slice(3) };
    expect((await createCopy(vault)).issues).toEqual([]);
    for (let time = 0; time < 2; time += 1) expect((await verifySites(vault, { only: null })).issues).toEqual([]);
    expect(readdirSync(join(bench.folder, "vault/locks"))).toEqual([]);
    expect((await createCopy(vault)).issues).toEqual([]);
  });
});
