import { randomBytes } from "node:crypto";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { archiveSettings, configurePitr, createBase, readPitrStatus, recoverTo } from "@ipai/backup";
import { findServerBinaries, removePrivateCluster, startScratchCluster, type ScratchCluster } from "@ipai/postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { NEEDS } from "./bench/needs.ts";
import { withClient } from "./bench/seed.ts";

describe.skipIf(!NEEDS.run)(`recovery to an instant (needs ${NEEDS.what})`, { timeout: 120_000 }, () => {
  let folder: string;
  let cluster: ScratchCluster;
  let pitr: Parameters<typeof configurePitr>[0];
  const sql = async (text: string) =>
    (await withClient(cluster.address, "postgres", (client) => client.query(text))).rows as Record<string, unknown>[];
  const now = async () => (await sql("SELECT clock_timestamp() AS now"))[0]!["now"] as Date;
  const rowsAt = async (at: Date, into: string) => {
    const { value, issues } = await recoverTo(pitr, at.toISOString(), join(folder, into), "postgres");
    if (!value) return issues.map(({ code }) => code);
    try {
      return await withClient(value.address, "postgres", async (client) => [
        (await client.query<{ n: number }>("SELECT count(*)::int AS n FROM entries")).rows[0]!.n,
        (await client.query<{ archive_mode: string }>("SHOW archive_mode")).rows[0]!.archive_mode,
      ]);
    } finally {
      removePrivateCluster(cluster.binaries, value.folder);
    }
  };

  beforeAll(async () => {
    folder = mkdtempSync("/var/tmp/ipai-pitr-");
    // The server's user must reach its configuration.
    chmodSync(folder, 0o755);
    const cipher_file = join(folder, "cipher");
    writeFileSync(cipher_file, randomBytes(24).toString("base64"), { mode: 0o600 });
    const place = { stanza: "bench", config_file: join(folder, "etc/pgbackrest.conf"), archive_timeout_seconds: 60 };
    cluster = await startScratchCluster(findServerBinaries()!, {
      settings: { ...archiveSettings(place), full_page_writes: "on", max_connections: "120" },
    });
    const repositories = ["one", "two"].map((name) => ({ path: join(folder, name), cipher_file }));
    const { host: socket, port, user } = cluster.address;
    pitr = { ...place, data: join(cluster.folder, "data"), socket, port, user, repositories, keep_full: 2 };
    await configurePitr(pitr);
  });
  afterAll(() => {
    cluster?.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  it("brings back every row of that instant, from before a mistake, and refuses instants it does not have", async () => {
    const beforeAnything = await now();
    await sql("CREATE TABLE entries AS SELECT n FROM generate_series(1, 1500) AS n");
    expect(await createBase(pitr, "full")).toMatchObject({ value: { type: "full" }, issues: [] });
    await sleep(1100);
    await sql("INSERT INTO entries SELECT n FROM generate_series(1, 500) AS n");
    const good = await now();
    await sleep(50);
    await sql("DROP TABLE entries; CREATE TABLE entries (n int)");

    const { value: status, issues } = await readPitrStatus(pitr, 5);
    expect(issues).toEqual([]);
    expect(status.rpoMinutes).toBeGreaterThan(1);
    expect(status.rpoMinutes).toBeLessThan(5);

    expect(await rowsAt(good, "good")).toEqual([2000, "off"]);
    expect(await rowsAt(beforeAnything, "early")).toEqual(["pitr-too-early"]);
    expect(await rowsAt(new Date(Date.now() + 3_600_000), "late")).toEqual(["pitr-not-reached"]);
    expect((await sql("SELECT count(*)::int AS n FROM entries"))[0]).toEqual({ n: 0 });
  });

  it("says when WAL does not arrive", async () => {
    await sql("ALTER SYSTEM SET archive_command = 'false'");
    await sql("SELECT pg_reload_conf()");
    const { value, issues } = await readPitrStatus(pitr, 5);
    expect(value.rpoMinutes).toBeNull();
    expect(issues).toMatchObject([{ code: "pitr-failed", message: expect.stringContaining("archive_command") }]);
  });
});
