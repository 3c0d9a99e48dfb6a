// `npm run e2e:db`: a production of its own is made, copied to four sites, destroyed, restored, and recovered to an
// instant; every row is proven. Needs Debian's postgresql, restic, rclone, pgbackrest and openssh-server.
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import type { ScratchCluster } from "@ipai/postgres";
import { openBench, type Bench } from "../backup/bench/bench.ts";
import { addMoves, fingerprint, seedOdoo, withClient } from "../backup/bench/seed.ts";
import { NEEDS } from "../backup/bench/needs.ts";
import { installOdoo } from "./odoo-database.ts";

const { values } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    attest: { type: "boolean", default: false },
    /** The negative controls: `copy` damages one site before the drill, `wal` loses the archived WAL. */
    break: { type: "string" },
  },
});
const ipai = resolve("tools/cli/bin/ipai.mjs");
const say = (text: string) => values.json || process.stdout.write(`${text}\n`);
const PASSWORD = randomBytes(15).toString("base64url");

interface Step {
  readonly step: string;
  readonly seconds: number;
  readonly shown: string;
  readonly ok: boolean;
}
const steps: Step[] = [];
/** What the last command complained of. */
let complaints: readonly string[] = [];

async function step(name: string, work: () => Promise<{ shown: string; ok: boolean }>): Promise<void> {
  // What follows a failure would fail for its sake.
  if (steps.some((done) => !done.ok)) return;
  const began = Date.now();
  const { ok, ...told } = await work().catch((error: Error) => ({ shown: error.message, ok: false }));
  const shown = ok ? told.shown : [told.shown, ...complaints.slice(0, 3)].join("; ");
  steps.push({ step: name, seconds: (Date.now() - began) / 1000, shown, ok });
  say(`${ok ? "ok  " : "FAIL"} ${name.padEnd(34)} ${((Date.now() - began) / 1000).toFixed(1).padStart(6)} s  ${shown}`);
}

/** Runs the command line as a user would, and reads the document it prints. */
function cli<T>(args: readonly string[], env: Record<string, string> = {}): Promise<{ exit: number | null; json: T }> {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, [ipai, ...args, "--json"], {
      env: { ...process.env, NO_COLOR: "1", ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const said = { out: "", err: "" };
    child.stdout.setEncoding("utf8").on("data", (text: string) => (said.out += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (said.err += text));
    child.once("close", (exit) => {
      try {
        const json = JSON.parse(said.out) as T & { issues?: { message: string }[] };
        complaints = (json.issues ?? []).map(({ message }) => message);
        done({ exit, json });
      } catch {
        fail(new Error(`ipai ${args.join(" ")}: exit ${exit}: ${said.err.trim().split("\n")[0]}`));
      }
    });
  });
}

async function fill(cluster: ScratchCluster, database: string, filestore: string): Promise<void> {
  const { host, port, user, password = "" } = cluster.address;
  await step("ipai db init", async () => {
    const secrets = join(filestore, "../../secrets");
    mkdirSync(secrets, { recursive: true });
    for (const role of ["odoo_app", "odoo_reporting"]) {
      writeFileSync(join(secrets, role), role === "odoo_app" ? PASSWORD : randomBytes(15).toString("base64url"));
      chmodSync(join(secrets, role), 0o600);
    }
    const env = { DATABASE_URL: "", PGHOST: host, PGPORT: String(port), PGUSER: user, PGPASSWORD: password };
    const args = ["db", "init", "--stage", "production", "--passwords", secrets];
    const { exit } = await cli(args, env);
    return { shown: `database ${database}, roles odoo_app and odoo_reporting`, ok: exit === 0 };
  });
  await step("seed", async () => {
    if (process.env["ODOO_SRC"]) return installOdoo(cluster, database, filestore, PASSWORD);
    // The user's password is the one that the bench's configuration has.
    const seed = { partners: 20_000, moves: 5000, attachments: 400, password: "throw-away" };
    await seedOdoo(cluster.address, database, filestore, seed);
    return { shown: "20,000 partners, 5,000 entries, 400 attachments", ok: true };
  });
}

interface DrillJson {
  proven: number;
  sites: {
    site: string;
    rtoSeconds: number | null;
    rpoMinutes: number | null;
    proof: { rows: number; tables: number; attachments: { intact: number } } | null;
    login: { how: string } | null;
  }[];
  pitr: { rpoMinutes: number } | null;
  attestation: string | null;
}
let drilled: DrillJson | null = null;

async function goThrough(bench: Bench): Promise<void> {
  const config = ["--config", bench.configFile];
  const production = () => fingerprint(bench.cluster.address, bench.database);
  const onProduction = (text: string) =>
    withClient(bench.cluster.address, bench.database, (client) => client.query(text));
  let [copied, later] = ["", ""];
  let instant = "";

  await step("backup pitr configure, create", async () => {
    await cli(["backup", "pitr", "configure", ...config]);
    const { exit, json } = await cli<{ base: { label: string } }>([
      "backup",
      "pitr",
      "create",
      "--type",
      "full",
      ...config,
    ]);
    return { shown: `base backup ${json.base?.label}`, ok: exit === 0 };
  });
  await step("backup create --init", async () => {
    copied = await production();
    const { exit, json } = await cli<{ sites: { site: string; snapshot: string | null }[] }>([
      "backup",
      "create",
      "--init",
      ...config,
    ]);
    const there = json.sites.filter(({ snapshot }) => snapshot);
    return { shown: `at ${there.map(({ site }) => site).join(", ")}`, ok: exit === 0 && there.length === 4 };
  });
  await step("work goes on, then a mistake", async () => {
    if (process.env["ODOO_SRC"])
      await onProduction(
        "INSERT INTO ir_config_parameter (key, value) SELECT 'late.' || n, 'x' FROM generate_series(1, 1000) n",
      );
    else await withClient(bench.cluster.address, bench.database, (client) => addMoves(client, 1000));
    later = await production();
    const { rows } = (await onProduction("SELECT clock_timestamp() AS now")) as { rows: { now: Date }[] };
    instant = rows[0]!.now.toISOString();
    await onProduction("SELECT pg_sleep(0.1); UPDATE res_partner SET name = 'oops'");
    return { shown: `the good instant is ${instant}`, ok: later !== copied && (await production()) !== later };
  });
  await step("backup pitr status", async () => {
    const { exit, json } = await cli<{ rpoMinutes: number | null }>(["backup", "pitr", "status", ...config]);
    return {
      shown: `a crash loses at most ${json.rpoMinutes?.toFixed(1)} minutes`,
      ok: exit === 0 && (json.rpoMinutes ?? 60) <= 5,
    };
  });
  await step("destroy database and filestore", async () => {
    await withClient(bench.cluster.address, "postgres", (client) =>
      client.query(`DROP DATABASE ${bench.database} WITH (FORCE)`),
    );
    rmSync(bench.filestore, { recursive: true });
    return { shown: "both are gone", ok: true };
  });
  if (values.break === "copy") damage(join(bench.folder, "sftp/data"));
  await step("backup drill", async () => {
    const flags = values.attest ? ["--rehearsal"] : ["--no-attest"];
    const { exit, json } = await cli<DrillJson>(["backup", "drill", ...flags, ...config]);
    drilled = json;
    const [first] = json.sites;
    const shown = `${json.proven} of ${json.sites.length} sites; ${first?.proof?.rows} rows, ${first?.proof?.attachments.intact} files, login by ${first?.login?.how}`;
    return { shown, ok: exit === 0 && json.proven === 4 };
  });
  await step("backup restore --keep from the vault", async () => {
    const target = ["--into", bench.database, "--filestore", bench.filestore, "--keep"];
    const { exit } = await cli(["backup", "restore", "--site", "vault", ...target, ...config]);
    const same = (await production()) === copied;
    return { shown: same ? "every row is the one that was copied" : "rows differ", ok: exit === 0 && same };
  });
  if (values.break === "wal") loseArchive(join(bench.folder, "wal/archive"));
  await step("backup pitr restore", async () => {
    const into = ["--at", instant, "--into", join(bench.folder, "recovered"), "--user", bench.cluster.address.user];
    const { exit, json } = await cli<{ recovered: { address: ScratchCluster["address"]; folder: string } | null }>([
      "backup",
      "pitr",
      "restore",
      ...into,
      ...config,
    ]);
    if (!json.recovered) return { shown: "nothing was recovered", ok: false };
    const same = (await fingerprint(json.recovered.address, bench.database)) === later;
    await stopServer(bench.cluster.binaries, json.recovered.folder);
    return { shown: same ? "every row is the one before the mistake" : "rows differ", ok: exit === 0 && same };
  });
}

function damage(packs: string): void {
  for (const file of readdirSync(packs, { recursive: true, encoding: "utf8" })) {
    if (!/[0-9a-f]{64}$/.test(file)) continue;
    const bytes = readFileSync(join(packs, file));
    bytes[20]! ^= 1;
    chmodSync(join(packs, file), 0o600);
    writeFileSync(join(packs, file), bytes);
  }
}

/** Segments have names of 24 digits. */
function loseArchive(archive: string): void {
  const files = readdirSync(archive, { recursive: true, encoding: "utf8" });
  for (const file of files.filter((path) => /\/[0-9A-F]{24}-[^/]+$/.test(path))) rmSync(join(archive, file));
}

async function stopServer(binaries: string, folder: string): Promise<void> {
  const { removePrivateCluster } = await import("@ipai/postgres");
  removePrivateCluster(binaries, folder);
}

if (!NEEDS.run) {
  process.stderr.write(`not installed: ${NEEDS.what}\n`);
  process.exit(2);
}
const bench = await openBench({ fill, pitr: true, uninitialised: true });
try {
  await goThrough(bench);
} finally {
  await bench.close();
}
const failed = steps.filter(({ ok }) => !ok);
const found = drilled as DrillJson | null;
if (values.json) {
  // A site is proven for the gate only where everything around the drill held too.
  const others = failed.filter(({ step: name }) => name !== "backup drill");
  const sites = { proven: others.length ? 0 : (found?.proven ?? 0), total: found?.sites.length ?? 0 };
  process.stdout.write(`${JSON.stringify({ sites, failed: failed.length, steps, drill: found }, null, 1)}\n`);
} else {
  for (const { site, proof, rpoMinutes, rtoSeconds } of found?.sites ?? []) {
    const times = `RPO ${rpoMinutes?.toFixed(1) ?? "-"} min, RTO ${rtoSeconds?.toFixed(1) ?? "-"} s`;
    say(`     ${site.padEnd(8)} rows ${proof?.rows ?? "-"}, files ${proof?.attachments.intact ?? "-"}, ${times}`);
  }
  say(failed.length ? `x ${failed.length} of ${steps.length} steps failed` : `ok ${steps.length} steps`);
}
process.exitCode = failed.length ? 1 : 0;
