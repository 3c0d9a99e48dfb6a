import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { findServerBinaries, startScratchCluster, withClient, type ScratchCluster } from "@ipai/postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const DOCKER = fileURLToPath(new URL("../../docker/", import.meta.url));
const PYTHON = "/usr/bin/python3";
const PBKDF2 = 'from passlib.context import CryptContext as C; import sys; print(C(["pbkdf2_sha512"])';
const hasPython = spawnSync(PYTHON, ["-c", "import psycopg2, passlib"]).status === 0;
const binaries = findServerBinaries();
const required = process.env["IPAI_REQUIRE"]?.includes("postgres");

function python(...argv: string[]): string {
  return spawnSync(PYTHON, argv, { encoding: "utf8" }).stdout.trim();
}

/** Not in one piece: the servers that it asks are in this process. */
function exitOf(argv: readonly string[], env: Readonly<Record<string, string | undefined>>): Promise<number | null> {
  return new Promise((resolve) => {
    spawn(PYTHON, argv, { env: env as NodeJS.ProcessEnv, stdio: "ignore" }).on("exit", resolve);
  });
}

describe.skipIf((!hasPython || !binaries) && !required)(
  "docker/entrypoint.py (needs python3-psycopg2, python3-passlib, PostgreSQL)",
  () => {
    const folder = mkdtempSync(join(tmpdir(), "ipai-entrypoint-"));
    const secrets = join(folder, "secrets");
    let cluster: ScratchCluster;

    beforeAll(async () => {
      for (const name of ["run", "secrets", "odoo"]) mkdirSync(join(folder, name));
      writeFileSync(join(secrets, "postgres"), "not-asked-on-a-socket\n");
      writeFileSync(join(secrets, "odoo_admin_password"), "Vq8kZ2rT6mX4nB9w\n");
      // Odoo itself is not part of this: its stub says how it was called.
      writeFileSync(join(folder, "odoo/odoo-bin"), "import sys; print(*sys.argv[1:])\n");
      cluster = await startScratchCluster(binaries!);
      const hashed = python("-c", `${PBKDF2}.hash("admin"))`);
      await withClient(cluster.address, "postgres", async (client) => {
        await client.query("CREATE TABLE ir_module_module (name text, state text)");
        await client.query("INSERT INTO ir_module_module VALUES ('base', 'installed'), ('sale', 'to install')");
        await client.query("CREATE TABLE res_users (id int, login text, password text)");
        await client.query("INSERT INTO res_users VALUES (2, 'admin', $1), (3, 'ana', $1)", [hashed]);
      });
    });
    afterAll(() => {
      cluster?.remove();
      rmSync(folder, { recursive: true, force: true });
    });

    function start(argv: readonly string[], env: Readonly<Record<string, string>> = {}) {
      const { host, port, user } = cluster.address;
      return spawnSync(PYTHON, [join(DOCKER, "entrypoint.py"), ...argv], {
        env: {
          ODOO_SRC: join(folder, "odoo"),
          ODOO_CONF: join(DOCKER, "odoo.conf"),
          ODOO_RUN: join(folder, "run"),
          ODOO_SECRETS: secrets,
          ODOO_STAGE: "production",
          ODOO_DATABASE: "postgres",
          ODOO_DB_HOST: host,
          ODOO_DB_PORT: String(port),
          ODOO_DB_USER: user,
          ODOO_MODULES: "base",
          ODOO_WORKERS: "4",
          ...env,
        },
        encoding: "utf8",
      });
    }
    const write = (path: string, text: string): string => {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
      return path;
    };
    const config = () => readFileSync(join(folder, "run/odoo.conf"), "utf8");

    it("keeps secrets in a file for Odoo alone, and closes what production closes", () => {
      const { status, stdout } = start(["odoo", "shell", "--database", "x"]);
      expect([status, stdout]).toEqual([0, `shell --database x --config ${folder}/run/odoo.conf\n`]);
      expect(statSync(join(folder, "run/odoo.conf")).mode & 0o777).toBe(0o600);
      expect(config()).toMatch(/^db_password = not-asked-on-a-socket$/m);
      expect(config()).toMatch(/^list_db = False$/m);
      expect(config()).toMatch(/^dbfilter = \^postgres\$$/m);
      expect(config()).toMatch(/^proxy_mode = True$/m);
      start(["odoo", "shell"], { ODOO_STAGE: "dev" });
      expect(config()).toMatch(/^proxy_mode = False$/m);
    });

    it("never serves production with the password admin, and leaves all others alone", async () => {
      const { status, stdout } = start(["serve", "--dev=xml"]);
      expect([status, stdout]).toEqual([0, `server --config ${folder}/run/odoo.conf --dev=xml\n`]);
      const { rows } = await withClient(cluster.address, "postgres", (client) =>
        client.query<{ password: string }>("SELECT password FROM res_users ORDER BY id"),
      );
      const verify = (password: string, row: number) =>
        python("-c", `${PBKDF2}.verify(sys.argv[1], sys.argv[2]))`, password, rows[row]!.password);
      expect([verify("admin", 0), verify("Vq8kZ2rT6mX4nB9w", 0), verify("admin", 1)]).toEqual([
        "False",
        "True",
        "True",
      ]);
    });

    it("believes the database, not Odoo's exit code", () => {
      const { status, stderr } = start(["serve"], { ODOO_MODULES: "base,sale" });
      expect([status, stderr]).toEqual([1, "entrypoint: exit 0, not installed: sale\n"]);
    });

    it("logs in at the mail server, takes options and own configuration, and decides what it must", () => {
      const conf = write(join(folder, "etc/odoo.conf"), "[options]\nlist_db = False\n");
      write(join(folder, "etc/conf.d/own.conf"), "[options]\nlimit_time_real = 77\nadmin_passwd = known\n");
      write(join(secrets, "smtp_password"), "the-providers\n");
      const mail = { ODOO_SMTP_HOST: "smtp.ipai.ph", ODOO_SMTP_USER: "odoo", ODOO_MAIL_FROM: "odoo@ipai.ph" };
      const { stdout } = start(["serve"], {
        ODOO_CONF: conf,
        ODOO_OPTIONS: "--log-level warn --limit-time-cpu=9",
        ...mail,
      });
      expect(stdout).toBe(`server --config ${folder}/run/odoo.conf --log-level warn --limit-time-cpu=9\n`);
      for (const line of [
        "smtp_user = odoo",
        "smtp_password = the-providers",
        "smtp_ssl = True",
        "email_from = odoo@ipai.ph",
        "limit_time_real = 77",
      ])
        expect(config().split("\n")).toContain(line);
      expect(config()).not.toContain("admin_passwd = known");
      start(["odoo", "shell"], { ODOO_CONF: conf });
      expect(config()).not.toMatch(/^smtp_(user|password)/m);
    });

    it("runs by itself as users of the official image know it", () => {
      const { host, port } = cluster.address;
      const alone = { ODOO_STAGE: "", HOST: host, PORT: String(port), USER: "ana", PASSWORD: "s3" };
      const own = write(join(folder, "own/odoo.conf"), "[options]\ndb_user = from-the-file\n");
      expect(start(["odoo", "-i", "base"], alone).stdout.trim().split(" ")).toEqual([
        "-i",
        "base",
        "--config",
        join(DOCKER, "odoo.conf"),
        "--addons-path=",
        `--db_host=${host}`,
        `--db_port=${port}`,
        "--db_user=ana",
      ]);
      expect(start(["--db-host=elsewhere"], { ...alone, ODOO_CONF: own }).stdout).not.toMatch(/--db_(host|user)/);
      expect(start(["odoo", "scaffold", "x"], alone).stdout).toBe("scaffold x\n");
      expect(start(["echo", "hello"], alone).stdout).toBe("hello\n");
    });

    it("starts an unwell Odoo again, within bounds, and says once when it stays down", async () => {
      const bin = write(
        join(folder, "ill/odoo-bin"),
        `import time
open("${folder}/starts", "a").write("x")
time.sleep(600)
`,
      );
      const { host, port, user } = cluster.address;
      const child = spawn(PYTHON, [join(DOCKER, "entrypoint.py"), "serve"], {
        env: {
          ODOO_SRC: dirname(bin),
          ODOO_CONF: join(DOCKER, "odoo.conf"),
          ODOO_RUN: join(folder, "run"),
          ODOO_SECRETS: secrets,
          ODOO_STAGE: "production",
          ODOO_DATABASE: "postgres",
          ODOO_MODULES: "base",
          ODOO_DB_HOST: host,
          ODOO_DB_PORT: String(port),
          ODOO_DB_USER: user,
          ODOO_DATA: folder,
          ODOO_HEALTH_INTERVAL: "0.2",
          ODOO_HTTP_PORT: "1",
          ODOO_HEALTH_FREE_MB: "1",
        },
      });
      let said = "";
      child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
      await expect.poll(() => said, { timeout: 40_000 }).toContain("Odoo stays down");
      expect(readFileSync(join(folder, "starts"), "utf8")).toBe("xxxx");
      expect(said.match(/started again/g)).toHaveLength(3);
      expect(said.match(/unwell/g)).toHaveLength(1);
      const ended = new Promise((resolve) => void child.on("exit", resolve));
      child.kill("SIGTERM");
      expect(await ended).toBe(0);
    }, 60_000);

    it("hands signals to Odoo, and ends as Odoo ends", async () => {
      write(join(folder, "crash/odoo-bin"), "import sys; sys.exit(7)\n");
      expect(start(["serve"], { ODOO_SRC: join(folder, "crash") }).status).toBe(7);
    });

    describe("healthcheck.py by Odoo's own role", () => {
      const health = (env: Readonly<Record<string, string>> = {}) => {
        const { host, port, user } = cluster.address;
        const { status, stderr } = spawnSync(PYTHON, [join(DOCKER, "healthcheck.py")], {
          env: {
            ODOO_RUN: join(folder, "run"),
            ODOO_SECRETS: secrets,
            ODOO_STAGE: "production",
            ODOO_DATA: folder,
            ODOO_DATABASE: "postgres",
            ODOO_DB_HOST: host,
            ODOO_DB_PORT: String(port),
            ODOO_DB_USER: user,
            ODOO_HTTP_PORT: "1",
            ODOO_HEALTH_FREE_MB: "1",
            ...env,
          },
          encoding: "utf8",
        });
        expect(status).toBe(1);
        return stderr;
      };
      const sql = (text: string) => withClient(cluster.address, "postgres", (client) => client.query(text));

      it("sees what a page does not show", async () => {
        await sql("CREATE TABLE ir_cron (active boolean, nextcall timestamp)");
        await sql("INSERT INTO ir_cron VALUES (true, now() AT TIME ZONE 'UTC')");
        await sql("UPDATE ir_module_module SET state = 'installed'");
        start(["odoo", "shell"]);
        const well = health();
        expect(well).not.toMatch(/schedule|modules|database|filestore/);
        expect(well).toContain("/web/login on 1");
        await sql("UPDATE ir_cron SET nextcall = now() AT TIME ZONE 'UTC' - interval '2 hours'");
        expect(health()).toContain("schedule: 1 actions are late, the first by 120 minutes");
        await sql("UPDATE ir_module_module SET state = 'to upgrade' WHERE name = 'sale'");
        expect(health()).toContain("modules: half done are sale");
        expect(health({ ODOO_HEALTH_FREE_MB: "999999999" })).toMatch(/filestore: \d+ MB are free/);
        expect(health({ ODOO_DATA: join(folder, "nowhere") })).toContain("filestore: No such file");
        expect(health({ ODOO_DATABASE: "gone" })).toMatch(/database: .*"gone" does not exist/);
        await sql("ALTER DATABASE postgres SET default_transaction_read_only = on");
        expect(health()).toContain("database: ");
        await withClient(cluster.address, "template1", (client) =>
          client.query("ALTER DATABASE postgres RESET default_transaction_read_only"),
        );
        writeFileSync(join(secrets, "postgres"), "a-new-one");
        expect(health()).toContain("database: the secret of Odoo's role has changed since its start");
      });
    });

    it("names what is missing", () => {
      expect(start(["serve"], { ODOO_SECRETS: folder }).stderr).toBe(
        `entrypoint: there is no secret ${folder}/postgres\n`,
      );
      expect(start(["bash"]).stderr).toBe("entrypoint: bash is neither serve nor odoo\n");
    });
  },
);

describe("docker/healthcheck.py", () => {
  const answering = (status: number): Promise<Server> =>
    new Promise((resolve) => {
      const server = createServer((_, response) =>
        response.writeHead(status, { Location: "/web/database/selector" }).end(),
      );
      server.listen(0, "127.0.0.1", () => resolve(server));
    });

  it.each([
    ["serves", 200, 200, 0],
    ["sends to the database selector, as without its database", 303, 200, 1],
    ["has no event server", 200, 500, 1],
  ])("when Odoo %s", async (_, pages, events, exit) => {
    const servers = await Promise.all([answering(pages), answering(events)]);
    const [http, gevent] = servers.map((server) => String((server.address() as AddressInfo).port));
    const env = {
      ODOO_DATA: tmpdir(),
      ODOO_HEALTH_FREE_MB: "1",
      ODOO_HTTP_PORT: http,
      ODOO_GEVENT_PORT: gevent,
      ODOO_WORKERS: "2",
    };
    expect(await exitOf([join(DOCKER, "healthcheck.py")], env)).toBe(exit);
    for (const server of servers) server.close();
    expect(await exitOf([join(DOCKER, "healthcheck.py")], env)).toBe(1);
  });
});
