import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  attestDrill,
  chooseCopy,
  createCopy,
  drill,
  listCopies,
  readDrills,
  repositoryOf,
  restoreCopy,
  targetOf,
  writeDrill,
} from "@ipai/backup";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openBench, type Bench } from "./bench/bench.ts";
import { NEEDS } from "./bench/needs.ts";
import { addAttachment, addMoves, fingerprint, withClient } from "./bench/seed.ts";

const codes = (issues: readonly { code: string }[]) => issues.map(({ code }) => code);

describe.skipIf(!NEEDS.run)(`copies (needs ${NEEDS.what})`, { timeout: 120_000 }, () => {
  let bench: Bench;
  let untouched: string;
  const production = () => fingerprint(bench.cluster.address, bench.database);
  const sql = (text: string) => withClient(bench.cluster.address, bench.database, (client) => client.query(text));
  /** Runs SQL while nothing else of this process runs; what psql complains of. */
  const meanwhile = (text: string) => {
    const { host, port, user, password } = bench.cluster.address;
    const args = ["-qAt", "-h", host, "-p", String(port), "-U", user, "-d", bench.database, "-c", text];
    return spawnSync("psql", args, { env: { ...process.env, PGPASSWORD: password }, encoding: "utf8" }).stderr;
  };
  /** The nearest site alone, where it does not matter which. */
  const local = () => ({ ...bench.config, sites: bench.config.sites.slice(0, 1) });
  const folderCopies = async () => (await listCopies(local())).value[0]!.copies!;
  const restore = async (into: string, keep = false) => {
    const repository = repositoryOf(bench.config.sites[0]!, bench.config);
    const [copy] = await folderCopies();
    return restoreCopy(bench.config, repository, copy!, targetOf(bench.config, into), { keep });
  };

  beforeAll(async () => {
    bench = await openBench();
    untouched = await production();
  });
  afterAll(() => bench?.close());

  it("lie at every site, restore there to the last row and file, and a drill attests it", async () => {
    const { value, issues } = await createCopy(bench.config);
    expect(issues).toEqual([]);
    expect(value.sites.map(({ site, snapshot }) => [site, snapshot?.length])).toEqual(
      ["folder", "sftp", "objects", "vault"].map((site) => [site, 64]),
    );
    expect(value.manifest!.facts).toMatchObject({
      tables: { "public.res_partner": { rows: 500 }, "public.account_move": { rows: 200 } },
      posted: { lines: 360, balance: "0.00" },
      attachments: { files: 12 },
    });

    const drilled = await drill(bench.config);
    expect(drilled.issues).toEqual([]);
    for (const site of drilled.value.sites)
      expect(site).toMatchObject({
        proven: true,
        copy: { id: value.manifest!.id },
        proof: { tables: 6, equalTables: 6, rows: 1114, schema: true, attachments: { files: 12, intact: 12 } },
        login: { how: "password-hash", ok: true },
      });
    expect(await production()).toBe(untouched);

    const path = await writeDrill(bench.folder, attestDrill(drilled.value, drilled.issues, true));
    const { value: drills } = await readDrills(bench.folder);
    expect(drills).toMatchObject([{ path, attestation: { predicate: { rehearsal: true } } }]);
    const file = join(bench.folder, path);
    writeFileSync(file, readFileSync(file, "utf8").replace('"proven": true', '"proven": false'));
    expect(codes((await readDrills(bench.folder)).issues)).toEqual(["drill-changed"]);
  });

  it("of unchanged tables and files cost next to nothing", async () => {
    const { value } = await createCopy(local());
    expect(value.sites[0]!.addedBytes).toBeLessThan(40_000);
  });

  it("hold one instant: what is written and removed while they are made is not in them, or still is", async () => {
    const during = (phase: string) => {
      if (phase === "dump")
        meanwhile("INSERT INTO res_partner (name) VALUES ('late'); DELETE FROM res_partner WHERE id < 50");
    };
    const { value, issues } = await createCopy(local(), { onPhase: during });
    expect(issues).toEqual([]);
    expect(value.manifest!.facts.tables["public.res_partner"]!.rows).toBe(500);
    const { value: restored, issues: differences } = await restore("instant");
    expect(differences).toEqual([]);
    expect(restored.proof).toMatchObject({ equalTables: 6, rows: 1114 });
    untouched = await production();
  });

  it("keep Odoo's collector of files away meanwhile, and let everybody write", async () => {
    const told: string[] = [];
    const during = (phase: string) => {
      if (phase !== "files") return;
      told.push(meanwhile("BEGIN; SET LOCAL lock_timeout = 50; LOCK ir_attachment IN SHARE MODE"));
      told.push(meanwhile("BEGIN; SET LOCAL lock_timeout = 50; UPDATE ir_attachment SET name = name"));
    };
    expect((await createCopy(local(), { onPhase: during })).issues).toEqual([]);
    expect(told).toEqual([expect.stringContaining("lock timeout"), ""]);
    expect(meanwhile("BEGIN; SET LOCAL lock_timeout = 50; LOCK ir_attachment IN SHARE MODE")).toBe("");
  });

  it("of a database that names a missing file are made, and say so at every step", async () => {
    const name = await withClient(bench.cluster.address, bench.database, (client) =>
      addAttachment(client, bench.filestore, Buffer.from("soon gone")),
    );
    rmSync(join(bench.filestore, name));
    const { value, issues } = await createCopy(local());
    expect(codes(issues)).toEqual(["backup-file-missing"]);
    expect(issues[0]!.message).toContain(name);
    expect(value.manifest!.missing).toEqual([name]);
    const drilled = await drill(local());
    expect(drilled.value).toMatchObject({ proven: 0, sites: [{ proof: { attachments: { files: 13, intact: 12 } } }] });
    expect(codes(drilled.issues)).toEqual(["copy-file"]);
    await sql(`DELETE FROM ir_attachment WHERE store_fname = '${name}'`);
    untouched = await production();
  });

  it("are made one at a time: the second of two at once is told", async () => {
    const both = await Promise.all([createCopy(local()), createCopy(local())]);
    const outcomes = both.map(({ value, issues }) => [value.sites.length, ...codes(issues)]);
    expect(outcomes.sort()).toEqual([[0, "backup-running"], [1]]);
    expect(existsSync(join(bench.config.work, "bench/copy"))).toBe(false);
  });

  it("never overwrite what no restore made", async () => {
    const refused = await restore("production");
    expect(codes(refused.issues)).toEqual(["restore-refused"]);
    expect(codes((await restore("production", true)).issues)).toEqual(["restore-refused"]);

    await withClient(bench.cluster.address, "postgres", (client) => client.query("CREATE DATABASE somebodys"));
    expect(codes((await restore("somebodys")).issues)).toEqual(["restore-refused"]);

    const { filestore } = targetOf(bench.config, "files");
    mkdirSync(filestore, { recursive: true });
    writeFileSync(join(filestore, "letter"), "not ours");
    expect(codes((await restore("files")).issues)).toEqual(["restore-refused"]);
    expect(readFileSync(join(filestore, "letter"), "utf8")).toBe("not ours");

    expect(codes((await restore("twice")).issues)).toEqual([]);
    expect(codes((await restore("twice")).issues)).toEqual([]);
    expect(codes((await restore("kept", true)).issues)).toEqual([]);
    expect(codes((await restore("kept")).issues)).toEqual(["restore-refused"]);
    expect(await production()).toBe(untouched);
  });

  it("are chosen by instant or id", async () => {
    await withClient(bench.cluster.address, bench.database, (client) => addMoves(client, 5));
    await createCopy(local());
    const copies = await folderCopies();
    const oldest = copies.at(-1)!;
    expect(chooseCopy(copies, "folder", "latest").value).toEqual(copies[0]);
    expect(chooseCopy(copies, "folder", oldest.id).value).toEqual(oldest);
    expect(chooseCopy(copies, "folder", oldest.time).value?.time).toEqual(oldest.time);
    expect(codes(chooseCopy(copies, "folder", "2020-01-01").issues)).toEqual(["copy-unknown"]);
    expect(codes(chooseCopy([], "folder", "latest").issues)).toEqual(["site-no-copies"]);
  });
});
