// npm run attacks: the attacks of attacks.py on a real Odoo with every add-on of ours, as each role, by the web client's RPC.
// Red where one succeeds, where a refusal is no message for people, or where what is allowed is refused. Needs ODOO_SRC and
// PostgreSQL; takes some 10 minutes on 2 idle cores, most of them the installation. The record goes to evidence/attacks/.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const here = join(root, "tests/attacks");
const IPAI = join(root, "tools/cli/bin/ipai.mjs");
const database = process.env.ATTACKS_DATABASE ?? `attacks_${process.pid}`;

if (!process.env.ODOO_SRC) {
  console.error("attacks: ODOO_SRC is not set, see docs/odoo-runs.md");
  process.exit(2);
}
const addons = readdirSync(join(root, "addons/ipai")).sort();
try {
  if (!process.env.ATTACKS_DATABASE) {
    ipai(["odoo", "install", addons.join(","), "--demo", "--keep", database, "--timeout", "3600"]);
  }
  const script = readFileSync(join(here, "attacks.py"), "utf8");
  const said = ipai(["odoo", "shell", database], script).split("\n");
  const lines = (tag) =>
    said.filter((line) => line.startsWith(`${tag} `)).map((line) => JSON.parse(line.slice(tag.length)));
  const attacks = lines("ATTACK");
  const allowed = lines("ALLOWED");
  const [verified] = lines("VERIFIED");
  if (attacks.length === 0 || !verified) throw new Error(`the attacks did not end:\n${said.slice(-40).join("\n")}`);
  const failed = attacks.filter(({ outcome }) => outcome !== "refused");
  const walls = allowed.filter(({ ok }) => !ok);
  for (const { number, attack, role, outcome, said: words } of failed) {
    console.log(`x ${number} ${attack} as ${role}: ${outcome}: ${words}`);
  }
  for (const { act, role, said: words } of walls) console.log(`x ${act} as ${role} is refused: ${words}`);
  if (verified.state !== "clean") console.log(`x seals: ${verified.findings}`);
  console.log(
    `${attacks.length - failed.length} of ${attacks.length} attacks refused, ${allowed.length - walls.length} of ${allowed.length} allowed acts pass, seals ${verified.state}`,
  );
  const green = failed.length === 0 && walls.length === 0 && verified.state === "clean";
  if (green) record({ attacks, allowed, verified });
  process.exitCode = green ? 0 : 1;
} finally {
  if (!process.env.ATTACKS_DATABASE) spawnSync(process.execPath, [IPAI, "odoo", "db", "drop", database], { cwd: root });
}

function record(result) {
  const trees = Object.fromEntries(
    addons.map((name) => [
      name,
      spawnSync("git", ["rev-parse", `HEAD:addons/ipai/${name}`], { cwd: root, encoding: "utf8" }).stdout.trim(),
    ]),
  );
  const text = `${JSON.stringify({ finished: new Date().toISOString(), addons: trees, ...result }, null, 1)}\n`;
  const digest = createHash("sha256").update(text).digest("hex").slice(0, 16);
  const path = join(root, "evidence/attacks", `attacks-${digest}.json`);
  rmSync(dirname(path), { recursive: true, force: true });
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  console.log(`recorded in evidence/attacks/attacks-${digest}.json`);
}

function ipai(args, input) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [IPAI, ...args], {
    cwd: root,
    encoding: "utf8",
    env: { ...process.env, ATTACKS_DIR: here },
    maxBuffer: 2 ** 28,
    ...(input === undefined ? {} : { input }),
  });
  if (status !== 0) throw new Error(`ipai ${args.join(" ")}: ${stdout}${stderr}`);
  return stdout;
}
