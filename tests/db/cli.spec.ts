import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { generatePasswords, stagesOf } from "@ipai/database";
import { findServerBinaries, startScratchCluster, type ScratchCluster } from "@ipai/postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const IPAI = resolve(import.meta.dirname, "../../tools/cli/bin/ipai.mjs");
const binaries = findServerBinaries();
const required = (process.env["IPAI_REQUIRE"] ?? "").includes("postgres");

describe.skipIf(!binaries && !required)("ipai db (needs postgresql)", { timeout: 120_000 }, () => {
  let cluster: ScratchCluster;
  let folder: string;
  let server: NodeJS.ProcessEnv;
  const passwords = generatePasswords(stagesOf(["production"]));

  beforeAll(async () => {
    cluster = await startScratchCluster(binaries!, { passwords: true });
    const { user, password, port, host } = cluster.address;
    server = { PGHOST: host, PGPORT: String(port), PGUSER: user, PGPASSWORD: password! };
    folder = mkdtempSync(join(tmpdir(), "ipai-db-cli-"));
    mkdirSync(join(folder, "secrets"));
    for (const [role, password] of passwords) writeFileSync(join(folder, "secrets", role), `${password}\n`);
  });
  afterAll(() => {
    cluster.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  const ipai = (args: string, more: NodeJS.ProcessEnv = {}) => {
    const env = { PATH: process.env["PATH"], HOME: folder, NO_COLOR: "1", ...server, ...more };
    const { status, stdout, stderr } = spawnSync(process.execPath, [IPAI, "db", ...args.split(" ")], {
      cwd: folder,
      env,
      encoding: "utf8",
    });
    for (const secret of passwords.values()) expect(stdout + stderr).not.toContain(secret);
    expect(stderr).not.toContain("    at ");
    return { status, stdout, stderr };
  };

  it("tells what cannot be done in a line with advice, and ends with 2", () => {
    const cases: [string, NodeJS.ProcessEnv, string][] = [
      ["init", { PGHOST: "" }, "no PostgreSQL server is named"],
      ["init --passwords secrets", { PGPORT: "1" }, "no PostgreSQL server answers"],
      ["init --passwords secrets", { PGPASSWORD: "wrong" }, "refused the login of postgres"],
      ["drift --baseline secrets/odoo_app", {}, "it is no JSON"],
      ["drift", {}, "there is no baseline"],
      ["baseline --database nowhere", {}, 'has no database "nowhere"'],
      ["init --stage test", {}, "stages are dev, staging, production"],
      ["init --database odoo", {}, "write stage=name"],
      ["init --passwords nowhere", {}, "there is no folder nowhere"],
      ["init", { PGHOST: "", DATABASE_URL: "host=/tmp password=hidden-one" }, "DATABASE_URL is no URL"],
      ["drift --break x", {}, "--break is for --stack alone"],
    ];
    for (const [args, env, message] of cases) {
      const { status, stdout, stderr } = ipai(args, env);
      expect([args, status, stdout, stderr]).toEqual([args, 2, "", expect.stringContaining(message)]);
      expect(stderr).not.toContain("hidden-one");
    }
    const { status, stdout } = ipai("init --stage production");
    expect([status, stdout]).toEqual([2, expect.stringContaining("password-missing")]);
  });

  it("writes one JSON document, and the exit codes of its contract", () => {
    const json = (args: string, exit: number) => {
      const { status, stdout } = ipai(`${args} --json`);
      expect([args, status]).toEqual([args, exit]);
      return JSON.parse(stdout);
    };
    const flags = "--stage production --passwords secrets";
    expect(json(`init ${flags}`, 0).items.map(({ outcome }: { outcome: string }) => outcome)).toContain("created");
    expect(json(`init ${flags}`, 0).items.every(({ outcome }: { outcome: string }) => outcome === "already so")).toBe(
      true,
    );
    expect(json(`roles verify ${flags}`, 0)).toMatchObject({ findings: 0, issues: [] });
    expect(json("baseline", 0)).toMatchObject({ file: "production.schema.json", modules: 0 });
    expect(json("drift", 0)).toMatchObject({ changes: 0, modules: [] });
    expect(json("snapshot take one", 0).snapshot).toMatchObject({ name: "one", of: "production" });
    expect(json("snapshot take one", 2).issues).toMatchObject([{ code: "snapshot-exists" }]);
    expect(json("rollback one", 0)).toMatchObject({ snapshot: "one", facts: { rows: 0 }, issues: [] });
    expect(json("rollback none", 2)).toMatchObject({ replaced: null, issues: [{ code: "no-snapshot" }] });
    expect(json("snapshot list", 0).snapshots).toHaveLength(2);
    expect(json("snapshot drop one", 0)).toEqual({ dropped: "one", issues: [] });
  });

  it("completes an init that was killed", () => {
    const args = [IPAI, "db", "init", "--passwords", "secrets"];
    for (const role of generatePasswords(stagesOf(["dev", "staging"])))
      writeFileSync(join(folder, "secrets", role[0]), role[1]);
    for (const timeout of [600, 900, 1200])
      spawnSync(process.execPath, args, {
        cwd: folder,
        env: { ...process.env, ...server },
        timeout,
        killSignal: "SIGKILL",
      });
    const { items } = JSON.parse(ipai("init --passwords secrets --json").stdout);
    expect(items).toHaveLength(33);
    expect(ipai("init --passwords secrets").stdout).toContain("33 items: 0 created, 0 changed, 33 already so");
    expect(ipai("roles verify --passwords secrets").stdout).toContain("246 attempts: 213 refused, 33 allowed");
  });
});
