import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Room } from "./port.ts";
import { SandboxHost } from "./sandbox.ts";

const able =
  process.getuid?.() === 0 &&
  spawnSync("unshare", ["--net", "--pid", "--mount", "--fork", "true"]).status === 0 &&
  spawnSync("sh", [
    "-c",
    "cd /sys/fs/cgroup && if [ -e cgroup.controllers ]; then mkdir -p ipai; else mkdir -p memory/ipai pids/ipai; fi",
  ]).status === 0;
if (!able && process.env["IPAI_REQUIRE"]?.split(",").includes("sandbox")) throw new Error("no namespaces here");

describe.skipIf(!able)("a room", { timeout: 60_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), "ipai-rooms-"));
  const host = new SandboxHost(join(folder, "rooms"), `spec${process.pid}`);
  let [a, b] = [null, null] as unknown as [Room, Room];
  const inside = (room: Room, script: string) =>
    spawnSync(room.enter, ["sh", "-c", script], { encoding: "utf8", timeout: 20_000 });

  beforeAll(async () => {
    spawnSync("chmod", ["711", folder]);
    const limits = { memoryMb: 64, processes: 24, cpus: 1 };
    mkdirSync(join(folder, "shared"));
    writeFileSync(join(folder, "shared/file"), "shared");
    writeFileSync(join(folder, "secret"), "of the console");
    const common = { readOnly: [join(folder, "shared")], limits };
    a = await host.open({ id: "a", uid: 61001, home: join(folder, "a"), ...common });
    b = await host.open({ id: "b", uid: 61002, home: join(folder, "b"), ...common });
    writeFileSync(join(folder, "b/filestore"), "of b");
  });
  afterAll(async () => {
    for (const id of await host.list()) await host.close(id);
    rmSync(folder, { recursive: true, force: true });
  });

  it("sees what it was given, and cannot write what was given to read", () => {
    expect(inside(a, `cat ${folder}/shared/file; id -u; pwd`).stdout).toBe(`shared61001\n${folder}/a\n`);
    expect(inside(a, "echo 1 >here && cat here").stdout).toBe("1\n");
    for (const path of [`${folder}/shared/file`, "/etc/passwd", "/usr/bin/x", "/x"])
      expect([path, inside(a, `echo x >${path}`).status === 0]).toEqual([path, false]);
  });

  it("does not see the console, the other room, an engine or the machine's processes", () => {
    for (const path of [
      `${folder}/secret`,
      `${folder}/b/filestore`,
      `${folder}/rooms`,
      "/var/run/docker.sock",
      "/root",
      "/home",
      "/sys/fs/cgroup",
      "/proc/1/root/root",
    ])
      expect([path, inside(a, `cat ${path} || ls ${path}`).status === 0]).toEqual([path, false]);
    expect(inside(a, "ls -d /proc/[0-9]* | wc -l").stdout.trim().length).toBe(1);
    expect(inside(a, "env").stdout).not.toMatch(/PG|SECRET|TOKEN|npm_/);
  });

  it("has no network but itself, no privilege, and no way back to the machine", () => {
    expect(inside(a, "cat /proc/net/dev | wc -l").stdout.trim()).toBe("3");
    expect(inside(a, "grep CapEff /proc/self/status").stdout).toContain("0000000000000000");
    for (const script of [
      "unshare --mount true",
      "mount -t tmpfs x /tmp",
      "nsenter --target 1 --mount true",
      "chroot / true",
      "mknod x b 8 0",
      "kill -9 1",
    ])
      expect([script, inside(a, script).status === 0]).toEqual([script, false]);
    expect(inside(a, "cat /etc/hosts").stdout).toContain("invalid");
  });

  it("is held when it hogs memory or forks without end; its neighbour goes on", async () => {
    expect(inside(a, `python3 -c 'x = bytearray(200_000_000)'`).status).not.toBe(0);
    expect((await host.usage("a")).killed).toBeGreaterThan(0);
    const bomb = inside(a, ":() { : | : & }; :; sleep 1; echo over");
    expect(bomb.stderr + String(bomb.status)).toMatch(/fork|Resource|2/i);
    expect(inside(b, "echo alive").stdout).toBe("alive\n");
  });

  it("ends with everything in it, also what was left running, and is found until then", async () => {
    spawnSync(b.enter, ["sh", "-c", "sleep 1000 & sleep 1001 & exit 0"], { stdio: "ignore", timeout: 20_000 });
    expect(await host.find("b")).toEqual(b);
    expect((await new SandboxHost(join(folder, "rooms"), `spec${process.pid}`).list()).sort()).toEqual(["a", "b"]);
    await host.close("b");
    expect(await host.find("b")).toBe(null);
    expect(spawnSync("pgrep", ["-u", "61002"], { encoding: "utf8" }).stdout).toBe("");
    expect(existsSync(join(folder, "rooms/b"))).toBe(false);
  });
});
