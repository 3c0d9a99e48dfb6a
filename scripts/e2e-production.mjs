// Production's stack on a real engine, from nothing to nothing: up, attacked, killed, rotated, down.
//   npm run e2e:production
// Odoo is the stand-in of tests/e2e/stack, with the real entry point, configuration and health check: what is proven is the
// stack around Odoo. The other images are those of deploy/images.lock.yml, or what POSTGRES_IMAGE, CADDY_IMAGE,
// MAILPIT_IMAGE, DEBIAN_IMAGE and TOOLS_IMAGE name. Exit 2 without an engine. Last line: "N passed, N failed".
import { spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { chmodSync, copyFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const root = join(import.meta.dirname, "..");
const UPGRADE = {
  Connection: "Upgrade",
  Upgrade: "websocket",
  "Sec-WebSocket-Key": Buffer.from(randomUUID().slice(0, 16)).toString("base64"),
  "Sec-WebSocket-Version": "13",
};
const run = (command, args, options = {}) => spawnSync(command, args, { encoding: "utf8", ...options });
const cannot = (why) => (console.error(`cannot run: ${why}`), process.exit(2));
if (run("docker", ["info"]).status !== 0) cannot("no Docker engine answers (docker info)");
if (run("docker", ["compose", "version"]).status !== 0) cannot("the engine has no Compose 2");
const lock = readFileSync(join(root, "deploy/images.lock.yml"), "utf8");
const locked = (name) => new RegExp(`image: (\\S*${name}:\\S+)\\s+digest: (\\S+)`).exec(lock).slice(1).join("@");
const images = Object.fromEntries(
  ["postgres", "caddy", "mailpit", "debian"].map((name) => {
    const variable = `${name.toUpperCase()}_IMAGE`;
    return [variable, process.env[variable] ?? locked(name)];
  }),
);

const work = mkdtempSync(join(tmpdir(), "ipai-production-"));
const project = `ipai-production-${process.pid}`;
const domain = "odoo.e2e.internal";
const secrets = join(work, "deploy/secrets");
const [http, https, mailPort] = [await freePort(), await freePort(), await freePort()];
let down = false;
const tearDown = () => {
  if (down) return;
  down = true;
  mkdirSync(join(root, "dist/e2e-stack"), { recursive: true });
  writeFileSync(join(root, "dist/e2e-stack/production.log"), compose("logs", "--no-color").stdout ?? "");
  compose("down", "--volumes", "--timeout", "5");
  rmSync(work, { recursive: true, force: true });
};
process.on("exit", tearDown);
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => process.exit(1));

prepare();
images.TOOLS_IMAGE = process.env.TOOLS_IMAGE ?? build("docker/Dockerfile.ce19", root, ["--target", "tools"]);
images.ODOO_IMAGE = build("tests/e2e/stack/Dockerfile", join(work, "context"), [
  "--build-arg",
  `DEBIAN=${images.DEBIAN_IMAGE}`,
]);

let passed = 0;
let failed = 0;
await fact("every service starts, in its order", async () => {
  const { status, stderr } = compose("up", "--detach", "--wait", "--wait-timeout", "240");
  return status === 0 || stderr.trim().split("\n").slice(-3).join(" | ");
});
if (failed) finish();
await fact("pages are served over TLS, with the headers of the proxy", async () => {
  const { status, headers } = await ask("/web/login");
  return (
    status === 200 &&
    Boolean(headers["strict-transport-security"]) &&
    /Secure; SameSite=Lax/.test(headers["set-cookie"])
  );
});
await fact("admin logs in with the secret, and not with `admin`", () => logsIn());
await fact("a mail goes out with a login, by STARTTLS", async () => {
  const subject = await ask("/mail", `someone-${randomUUID().slice(0, 8)}@e2e.internal`);
  const { messages } = await (await fetch(`http://127.0.0.1:${mailPort}/api/v1/messages`)).json();
  return (subject.status === 200 && messages.length === 1) || subject.body;
});
await fact(
  "the websocket opens through the proxy",
  async () => (await ask("/websocket", null, UPGRADE)).status === 101,
);
for (const path of [
  "/web/database/manager",
  "//web//database/selector",
  "/web/%64atabase/create",
  "/web/DATABASE/manager",
  "/web/x/../database/drop",
])
  await fact(`the database manager is refused: ${path}`, async () => (await ask(path)).status === 404);
await fact("no container has capabilities, a writable root or root's rights", confined);
await fact("the database leads nowhere: neither a port nor a way out", async () => {
  const shell = 'timeout 3 bash -c "</dev/tcp/1.1.1.1/443" && echo out';
  return (
    !compose("exec", "-T", "database", "sh", "-c", shell).stdout.includes("out") &&
    !compose("port", "database", "5432")
      .stdout.trim()
      .match(/:[1-9]/)
  );
});
for (const service of ["odoo", "database", "proxy"])
  await fact(`kill -9 of ${service} while writing loses nothing that was acknowledged`, () => killed(service));
await fact("the secret of Odoo's role is rotated, and Odoo follows by itself", rotated);
await fact("down and up keep the data", async () => {
  const before = count();
  compose("down", "--timeout", "10");
  const { status } = compose("up", "--detach", "--wait", "--wait-timeout", "240");
  return (status === 0 && count() === before && (await logsIn())) || `${before} before, ${count()} after`;
});
finish();

function finish() {
  console.log(`${passed} passed, ${failed} failed`);
  process.exit(failed ? 1 : 0);
}

async function fact(name, holds) {
  const began = Date.now();
  const outcome = await Promise.resolve()
    .then(holds)
    .catch((error) => error.message);
  const ok = outcome === true || (typeof outcome === "object" && outcome?.note);
  if (ok) passed += 1;
  else failed += 1;
  const said = typeof outcome === "string" ? `: ${outcome}` : outcome?.note ? `: ${outcome.note}` : "";
  console.log(`${ok ? "ok    " : "FAILED"} ${name}${said} (${Math.round((Date.now() - began) / 1000)} s)`);
}

/** Builds an image and answers with its id; a failure ends the run. */
function build(file, context, more) {
  const args = ["build", "--quiet", "--network", "host", "--file", join(context, file), ...more, context];
  const { status, stdout, stderr } = run("docker", args);
  if (status !== 0) cannot(`${file} is not built: ${stderr.trim().split("\n").at(-1)}`);
  return stdout.trim().split("\n").at(-1);
}

function prepare() {
  for (const path of ["docker", "tests/e2e/stack"])
    cpSync(join(root, path), join(work, "context", path), { recursive: true });
  for (const path of ["deploy", "security", "infra"]) cpSync(join(root, path), join(work, path), { recursive: true });
  copyFileSync(join(root, "tests/e2e/stack/overlay.yml"), join(work, "overlay.yml"));
  const made = run("npx", ["ipai", "stack", "secrets", secrets], { cwd: root });
  if (made.status !== 0) cannot(made.stderr);
  write(join(secrets, "smtp_password"), "the-providers-password");
  const tls = join(work, "tls");
  mkdirSync(tls);
  writeFileSync(join(tls, "users"), "odoo:the-providers-password\n");
  const args = ["-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=mail.e2e.internal"];
  run("openssl", ["req", ...args, "-keyout", join(tls, "key.pem"), "-out", join(tls, "cert.pem")]);
  for (const name of ["key.pem", "cert.pem", "users"]) chmodSync(join(tls, name), 0o644);
  chmodSync(work, 0o755);
  const core = JSON.parse(readFileSync(join(root, "oca.lock.json"), "utf8")).resolved.core.url;
  const settings = {
    ODOO_DOMAIN: domain,
    ACME_EMAIL: "operations@e2e.internal",
    ODOO_MODULES: "base",
    ODOO_CORE_ACCEPTED: core.split("/").slice(-2).join("/"),
    ODOO_WORKERS: "2",
    ODOO_MEMORY: "5g",
    ODOO_CPUS: "1",
    DATABASE_MEMORY: "1g",
    HTTP_PORT: String(http),
    HTTPS_PORT: String(https),
    ODOO_SMTP_HOST: "mail.e2e.internal",
    ODOO_SMTP_PORT: "1025",
    ODOO_SMTP_USER: "odoo",
    E2E_TLS: tls,
    E2E_MAIL_PORT: String(mailPort),
  };
  writeFileSync(
    join(work, "deploy/.env"),
    Object.entries(settings)
      .map(([name, value]) => `${name}=${value}\n`)
      .join(""),
  );
}

function write(path, text) {
  chmodSync(path, 0o644);
  writeFileSync(path, text);
  chmodSync(path, 0o444);
}

function compose(...args) {
  const files = ["deploy/docker-compose.prod.yml", "overlay.yml"].flatMap((file) => ["--file", join(work, file)]);
  return run(
    "docker",
    ["compose", "--project-name", project, ...files, "--env-file", join(work, "deploy/.env"), ...args],
    {
      env: { ...process.env, ...images },
    },
  );
}

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** One request through the proxy; `body` makes it a POST. */
function ask(path, body = null, headers = {}) {
  return new Promise((resolve, reject) => {
    const options = {
      host: "127.0.0.1",
      port: https,
      servername: domain,
      path,
      rejectUnauthorized: false,
      agent: false,
      timeout: 15_000,
    };
    const asked = request({
      ...options,
      method: body === null ? "GET" : "POST",
      headers: { Host: domain, ...headers },
    });
    asked.on("response", (answer) => {
      let text = "";
      answer.on("data", (chunk) => (text += chunk));
      answer.on("end", () => resolve({ status: answer.statusCode, headers: answer.headers, body: text }));
    });
    asked.on(
      "upgrade",
      (answer, socket) => (socket.destroy(), resolve({ status: answer.statusCode, headers: {}, body: "" })),
    );
    asked.on("timeout", () => asked.destroy(new Error("no answer")));
    asked.on("error", reject);
    asked.end(body ?? undefined);
  });
}

async function logsIn() {
  const password = readFileSync(join(secrets, "odoo_admin_password"), "utf8").trim();
  const [right, wrong] = [await ask("/login", `admin ${password}`), await ask("/login", "admin admin")];
  return (right.status === 200 && wrong.status === 403) || `${right.status} ${right.body}, with admin ${wrong.status}`;
}

function count() {
  const sql = "SELECT count(*) FROM written";
  return Number(
    compose("exec", "-T", "database", "psql", "-U", "postgres", "-d", "production", "-Atc", sql).stdout.trim(),
  );
}

/** Writes numbers for some seconds, kills a container in the midst, and compares what was acknowledged with what is stored. */
async function killed(service) {
  const acknowledged = [];
  const id = compose("ps", "--quiet", service).stdout.trim();
  const until = Date.now() + 20_000;
  const killAt = Date.now() + 3_000;
  const base = Math.floor(Math.random() * 2 ** 30);
  let killedYet = false;
  for (let number = base; Date.now() < until; number++) {
    if (!killedYet && Date.now() > killAt) {
      const pid = run("docker", ["inspect", "--format", "{{.State.Pid}}", id]).stdout.trim();
      process.kill(Number(pid), "SIGKILL");
      killedYet = true;
    }
    const answer = await ask("/write", String(number)).catch(() => null);
    if (answer?.status === 200) acknowledged.push(number);
    else await sleep(200);
  }
  const sql = `SELECT count(*) FROM written WHERE number = ANY('{${acknowledged.join()}}')`;
  const stored = Number(
    compose("exec", "-T", "database", "psql", "-U", "postgres", "-d", "production", "-Atc", sql).stdout.trim(),
  );
  const after = await ask("/write", String(base - 1)).catch(({ message }) => ({ status: message }));
  const note = `${acknowledged.length} acknowledged, ${stored} stored`;
  return stored === acknowledged.length && acknowledged.length > 10 && after.status === 200
    ? { note }
    : `${note}, then ${after.status}`;
}

async function rotated() {
  const secret = randomUUID() + randomUUID();
  write(join(secrets, "odoo_app"), `${secret}\n`);
  const init = compose("run", "--rm", "database-init");
  if (init.status !== 0) return init.stderr.trim().split("\n").at(-1);
  for (let tries = 0; tries < 60; tries++, await sleep(1000))
    if ((await logsIn().catch(() => false)) === true) return { note: `logins work after ${tries} s` };
  return String(await logsIn().catch(({ message }) => message));
}

function confined() {
  const ids = compose("ps", "--quiet").stdout.trim().split("\n");
  const open = ids.flatMap((id) => {
    const [{ Name, Config, HostConfig }] = JSON.parse(run("docker", ["inspect", id]).stdout);
    if (Name.includes("-mail-")) return [];
    const kept = (HostConfig.CapAdd ?? []).filter((one) => !one.endsWith("NET_BIND_SERVICE"));
    const fine =
      HostConfig.ReadonlyRootfs &&
      HostConfig.CapDrop?.includes("ALL") &&
      !kept.length &&
      Config.User &&
      !/^(0|root)\b/.test(Config.User);
    const limited = HostConfig.Memory > 0 && HostConfig.NanoCpus > 0 && HostConfig.PidsLimit > 0;
    return fine && limited ? [] : [Name];
  });
  return open.length ? open.join() : ids.length >= 3;
}
