import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { renderLock } from "@ipai/lockfile";
import { moduleFiles, Remote, scratch, wishLock } from "@ipai/lockfile/testing";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { cleanEnvironment, ended, oca, start } from "./run.ts";

// Each command is a process of its own, and a busy machine is slow to start them.
vi.setConfig({ testTimeout: 120_000 });
const { folder, remove } = scratch();
const workspace = join(folder, "workspace");
const many = Array.from({ length: 300 }, (_, index) => `m_${String(index).padStart(3, "0")}`);
let finance: Remote;
let tools: Remote;

beforeAll(async () => {
  mkdirSync(workspace);
  const core = new Remote(folder, "odoo/odoo");
  core.commit({ ...moduleFiles("base", { depends: [] }, "addons/"), ...moduleFiles("web", {}, "addons/") });
  finance = new Remote(folder, "OCA/finance");
  finance.commit({
    ...moduleFiles("fin_base", {
      license: "AGPL-3",
      external_dependencies: { python: ["lxml"], bin: ["wkhtmltopdf"] },
    }),
    ...moduleFiles("fin_top", { depends: ["fin_base", "nowhere"], development_status: "Alpha" }),
    ...moduleFiles("fin_new", { excludes: ["fin_top"], version: "18.0.1.0.0", data: ["gone.xml"] }),
  });
  finance.git("branch", "18.0");
  finance.git("checkout", "-q", "18.0");
  finance.commit(moduleFiles("fin_old", { version: "18.0.1.0.0" }));
  finance.git("checkout", "-q", "19.0");
  tools = new Remote(folder, "OCA/tools");
  tools.commit(
    Object.assign({}, ...many.map((name) => ({ ...moduleFiles(name), [`${name}/data.txt`]: name.repeat(2000) }))),
  );
  writeFileSync(join(workspace, "oca.lock.json"), renderLock(wishLock(core, {})));
});
afterAll(remove);

const lockPath = join(workspace, "oca.lock.json");
const lock = () => JSON.parse(readFileSync(lockPath, "utf8"));
const json = async (...args: string[]) => {
  const { code, stdout } = await oca(workspace, ...args, "--json");
  return { code, ...JSON.parse(stdout) };
};
const codes = ({ issues }: { issues: { code: string }[] }) => [...new Set(issues.map(({ code }) => code))].sort();

describe("every command, on remotes made of git", () => {
  test("add and lock pin, a second lock changes nothing", async () => {
    expect(await json("add", finance.path)).toMatchObject({
      code: 0,
      written: true,
      pinned: [{ name: "OCA/finance", modules: 3 }],
    });
    expect(await json("add", tools.path, "--modules", "m_001")).toMatchObject({ code: 0, pinned: [{ modules: 300 }] });
    expect(await json("lock")).toMatchObject({ code: 0, written: true, pinned: [{ name: "odoo/odoo" }] });
    expect(await json("lock")).toMatchObject({ code: 0, written: false, pinned: [] });
    expect(lock().wish.repositories["OCA/tools"]).toEqual({ url: tools.path, branch: "19.0", modules: ["m_001"] });
  });

  test("status, why, requirements and audit answer from the lock", async () => {
    const status = await json("status");
    expect(
      status.repositories.map((row: { name: string; wanted: number; open: string | null }) => [
        row.name,
        row.wanted,
        row.open,
      ]),
    ).toEqual([
      ["OCA/finance", 3, null],
      ["OCA/tools", 1, null],
      ["odoo/odoo", 0, null],
    ]);
    expect((await json("why", "fin_base")).paths).toEqual([["fin_top", "fin_base"]]);
    expect((await oca(workspace, "why", "m_002")).stdout).toContain("no wished module needs it");
    expect((await oca(workspace, "requirements")).stdout).toBe(
      "lxml  # fin_base\n# program: wkhtmltopdf  (fin_base)\n",
    );
    const audit = await json("audit", "--offline");
    expect(audit.code).toBe(1);
    expect(codes(audit)).toEqual([
      "alpha-module",
      "defective-module",
      "licence-conflict",
      "missing-dependency",
      "modules-exclude",
      "series-mismatch",
    ]);
  });

  test("sbom fits its schema and links what depends on what; the same lock gives the same bytes", async () => {
    const first = await oca(workspace, "sbom");
    expect(first.code).toBe(0);
    expect((await oca(workspace, "sbom")).stdout).toBe(first.stdout);
    const bom = JSON.parse(first.stdout);
    const edges = new Map(
      bom.dependencies.map((one: { ref: string; dependsOn?: string[] }) => [one.ref, one.dependsOn]),
    );
    expect(edges.get("OCA/finance/fin_top")).toEqual(["OCA/finance/fin_base"]);
    expect(edges.get("OCA/finance/fin_base")).toContain("pypi/lxml");
  });

  test("outdated sees what moved, and in which series a module is", async () => {
    expect(await json("outdated")).toMatchObject({ code: 0, outdated: [] });
    finance.commit({ "fin_base/x.py": "" });
    expect(await json("outdated")).toMatchObject({
      outdated: [{ name: "OCA/finance", latest: finance.git("rev-parse", "19.0") }],
    });
    const radar = await json("outdated", "--series", "17.0,18.0,19.0");
    const row = radar.repositories.find((one: { repository: string }) => one.repository === "OCA/finance");
    expect(row.heads).toMatchObject({ "17.0": null, "18.0": { commit: finance.git("rev-parse", "18.0") } });
    expect(row.modules.find((one: { name: string }) => one.name === "fin_old")).toEqual({
      name: "fin_old",
      versions: { "17.0": null, "18.0": "18.0.1.0.0", "19.0": null },
      ported: false,
      elsewhere: null,
    });
  });

  test("diff compares files and commits", async () => {
    const old = join(workspace, "old.lock.json");
    writeFileSync(old, readFileSync(lockPath));
    expect(await oca(workspace, "bump", "OCA/finance")).toMatchObject({ code: 0 });
    const diff = await json("diff", "old.lock.json");
    expect(diff.modules.map(({ name, kind }: { name: string; kind: string }) => `${kind} ${name}`)).toEqual([
      "changed fin_base",
    ]);
    expect(await oca(workspace, "diff", "no-such-revision")).toMatchObject({ code: 2 });
  });

  test("remove takes the pin along, and names what loses a dependency", async () => {
    const text = readFileSync(lockPath, "utf8");
    expect(await json("remove", "OCA/tools")).toMatchObject({ code: 0, written: true });
    expect(Object.keys(lock().resolved.repositories)).toEqual(["OCA/finance"]);
    writeFileSync(lockPath, text);
    expect(await oca(workspace, "remove", "OCA/unknown")).toMatchObject({ code: 2 });
  });

  test("a lock with null for a commit is refused with its place; lock mends it", async () => {
    const text = readFileSync(lockPath, "utf8");
    writeFileSync(lockPath, text.replace(/"commit": "[0-9a-f]+"/, '"commit": null'));
    const line = text.split("\n").findIndex((one) => one.includes('"commit"')) + 1;
    const refused = await oca(workspace, "verify");
    expect(refused.code).toBe(1);
    expect(refused.stdout).toContain(`oca.lock.json:${line}:`);
    expect(refused.stdout).toContain("ipai oca lock odoo/odoo");
    expect(await oca(workspace, "lock")).toMatchObject({ code: 0 });
    expect(readFileSync(lockPath, "utf8")).toBe(text);
  });

  test.each([
    ["ext::", ["add", "ext::sh -c 'touch pwned'"]],
    ["an option", ["add", "OCA/x", "--branch=--upload-pack=touch pwned"]],
    ["a password", ["add", "https://user:secret@host.invalid/OCA/x"]],
  ])("%s is refused before git sees it", async (_name, args) => {
    expect(await oca(workspace, ...args)).toMatchObject({ code: 2 });
    expect(existsSync(join(workspace, "pwned"))).toBe(false);
  });

  test("with warm mirrors and the remotes gone, all but outdated works", async () => {
    expect(await oca(workspace, "sync")).toMatchObject({ code: 0 });
    rmSync(join(workspace, "addons"), { recursive: true });
    for (const remote of [finance, tools]) renameSync(remote.path, `${remote.path}.away`);
    for (const args of [
      ["lock"],
      ["verify"],
      ["status"],
      ["sync"],
      ["verify"],
      ["diff", "old.lock.json"],
      ["why", "m_001"],
      ["sbom"],
      ["requirements"],
      ["bump", "--dry-run"],
    ])
      expect({ args, ...(await oca(workspace, ...args, "--offline")) }).toMatchObject({ code: 0 });
    expect(codes(await json("outdated"))).toEqual(["remote-unreachable"]);
    for (const remote of [finance, tools]) renameSync(`${remote.path}.away`, remote.path);
  });
});

describe("what is cut off", () => {
  const target = join(workspace, "addons/oca");
  const modules = () => (existsSync(target) ? readdirSync(target).filter((name) => !name.startsWith(".")) : []);

  test("a sync killed at any moment leaves the old modules or the new ones, and the next one goes on", async () => {
    const small = readFileSync(lockPath, "utf8");
    await oca(workspace, "sync");
    const before = modules();
    expect(await oca(workspace, "add", tools.path, "--modules", "*")).toMatchObject({ code: 0 });
    for (const delay of [300, 700, 1100, 1500]) {
      const child = start(workspace, ["sync"]);
      const end = ended(child);
      await wait(delay);
      child.kill("SIGKILL");
      await end;
      const whole =
        modules().length === before.length ||
        modules().length === 303 ||
        existsSync(join(target, ".sync/journal.json"));
      expect(whole, `after ${delay} ms: ${modules().length} modules`).toBe(true);
    }
    expect(await oca(workspace, "sync")).toMatchObject({ code: 0 });
    expect(modules()).toHaveLength(303);
    expect(await oca(workspace, "verify", "--offline")).toMatchObject({ code: 0 });
    expect(readdirSync(join(target, ".sync")).filter((name) => name.startsWith("stage"))).toEqual([]);
    writeFileSync(lockPath, small);
  });

  test("a lock killed at any moment leaves the old file or the new one", async () => {
    const old = readFileSync(lockPath, "utf8");
    for (const delay of [200, 500, 800]) {
      writeFileSync(lockPath, old);
      const child = start(workspace, ["add", tools.path, "--modules", "m_002"]);
      const end = ended(child);
      await wait(delay);
      child.kill("SIGKILL");
      await end;
      expect(() => lock()).not.toThrow();
      expect(["m_001", "m_002"]).toContain(lock().wish.repositories["OCA/tools"].modules[0]);
    }
    writeFileSync(lockPath, old);
  });

  const namespaces = spawnSync("unshare", ["-rm", "true"]).status === 0;
  test.skipIf(!namespaces)(
    "a full disk leaves the old modules, and says so (needs user namespaces)",
    async () => {
      const disk = join(folder, "disk");
      mkdirSync(disk);
      const cli = fileURLToPath(new URL("../../tools/cli/bin/ipai.mjs", import.meta.url));
      writeFileSync(join(disk, "keep"), "");
      const script = `mount -t tmpfs -o size=2m tmpfs "$1" && cd "$1" && cp "$2" oca.lock.json && ln -s "$3" .ipai
      "$4" "$5" oca sync --offline >/dev/null; ls addons/oca; echo ---
      "$4" -e 'const fs=require("fs");const l=JSON.parse(fs.readFileSync("oca.lock.json"));l.wish.repositories["OCA/tools"].modules="*";fs.writeFileSync("oca.lock.json",JSON.stringify(l))'
      "$4" "$5" oca sync --offline; echo "--- $?"; ls addons/oca; ls -A addons/oca/.sync | grep -c stage`;
      const args = [
        "-rm",
        "bash",
        "-c",
        script,
        "bash",
        disk,
        lockPath,
        join(workspace, ".ipai"),
        process.execPath,
        cli,
      ];
      const { stdout } = spawnSync("unshare", args, { env: cleanEnvironment(), encoding: "utf8" });
      const [before, said, after] = stdout.split(/^---.*\n/m) as [string, string, string];
      expect(said).toContain("sync-not-written");
      expect(said).toMatch(/ENOSPC|no space/);
      expect(stdout).toContain("--- 1");
      expect(before.trim().split("\n")).toEqual(["fin_base", "fin_new", "fin_top", "m_001"]);
      expect(after).toBe(`${before}0\n`);
    },
    120_000,
  );
});
