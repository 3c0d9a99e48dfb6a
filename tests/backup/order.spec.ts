import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { BackupConfig, chooseCopy, pruneCopies, readCopies, repositoryOf, uploadCopy } from "@ipai/backup";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { cheapRepository } from "./bench/cheap-repository.ts";
import { NEEDS } from "./bench/needs.ts";

describe.skipIf(!NEEDS.run)(`the order of copies (needs ${NEEDS.what})`, { timeout: 60_000 }, () => {
  let folder: string;
  let config: BackupConfig;
  const repository = () => repositoryOf(config.sites[0]!, config);
  const made = async (id: string, time: string) => {
    const { issues } = await uploadCopy(config, repository(), { id, time, missing: 0 }, { init: false, bytes: 2 });
    expect(issues).toEqual([]);
  };
  const listed = async () => (await readCopies(repository(), config.name)).value!;
  const ids = async () => (await listed()).map(({ id }) => id);
  const latest = async () => chooseCopy(await listed(), "folder", "latest").value?.id;

  beforeEach(() => {
    folder = mkdtempSync("/var/tmp/ipai-order-");
    mkdirSync(join(folder, "work/bench/copy"), { recursive: true });
    writeFileSync(join(folder, "work/bench/copy/manifest.json"), "{}");
    writeFileSync(join(folder, "key"), "key", { mode: 0o600 });
    for (const [path, bytes] of Object.entries(cheapRepository("key"))) {
      mkdirSync(dirname(join(folder, "copies", path)), { recursive: true });
      writeFileSync(join(folder, "copies", path), bytes);
    }
    config = BackupConfig.parse({
      version: 1,
      name: "bench",
      database: { host: "/nowhere", user: "nobody", name: "none" },
      filestore: "/nowhere",
      password_file: join(folder, "key"),
      work: join(folder, "work"),
      sites: ["folder", "second", "third"].map((name) => ({
        name,
        kind: "local",
        path: join(folder, name === "folder" ? "copies" : name),
        immutable: name === "third",
      })),
      retention: { daily: 1, weekly: 0, monthly: 0 },
    });
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("of one second, and of one instant, is the order in which they were made", async () => {
    await made("z-first", "2026-11-22T02:00:00.900Z");
    await made("a-second", "2026-11-22T02:00:00.900Z");
    await made("m-third", "2026-11-22T02:00:00.100Z");
    expect(await ids()).toEqual(["m-third", "a-second", "z-first"]);
    expect((await listed()).map(({ time }) => time.slice(17))).toEqual(["00.100Z", "00.900Z", "00.900Z"]);
    expect(await latest()).toBe("m-third");
    expect((await pruneCopies(config, "folder")).value).toEqual([{ site: "folder", kept: 1, removed: 2 }]);
    expect(await ids()).toEqual(["m-third"]);
  });

  it("outlives a clock that jumps back, and goes on after a removal", async () => {
    await made("before", "2026-11-22T05:00:00.000Z");
    await made("after", "2026-11-22T04:00:00.000Z");
    expect(await latest()).toBe("after");
    await pruneCopies(config, "folder");
    expect(await ids()).toEqual(["after"]);
    await made("next", "2026-11-22T03:00:00.000Z");
    expect(await ids()).toEqual(["next", "after"]);
    expect((await listed()).map(({ sequence }) => sequence)).toEqual([3, 2]);
  });
});
