import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
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
    const env = { ODOO_HTTP_PORT: http, ODOO_GEVENT_PORT: gevent, ODOO_WORKERS: "2" };
    expect(await exitOf([join(DOCKER, "healthcheck.py")], env)).toBe(exit);
    for (const server of servers) server.close();
    expect(await exitOf([join(DOCKER, "healthcheck.py")], env)).toBe(1);
  });
});
