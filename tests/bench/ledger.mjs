// npm run bench:odoo, second part: trial balance, general ledger, aged balances and 2550Q on 100,000 journal items,
// beside what plain SQL needs for the same sums in the same run. Fails beyond the goals. Needs ODOO_SRC and PostgreSQL.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const GOAL = { seconds: 5, queries: 60 };
const root = fileURLToPath(new URL("../..", import.meta.url));
const IPAI = join(root, "tools/cli/bin/ipai.mjs");
const database = `bench_ledger_${process.pid}`;

if (!process.env.ODOO_SRC) {
  console.log("reports on 100,000 journal items: skipped, ODOO_SRC is not set");
  process.exit(0);
}
try {
  ipai(["odoo", "install", "ipai_bir_vat", "--demo", "--keep", database]);
  const lines = ipai(["odoo", "shell", database], readFileSync(join(root, "tests/bench/ledger.py"), "utf8"))
    .split("\n")
    .filter((line) => line.startsWith("BENCH "))
    .map((line) => JSON.parse(line.slice("BENCH ".length)));
  const [ledger, ...reports] = lines;
  if (reports.length !== 4) throw new Error("not every report was measured, see dist/odoo/shell.log");
  console.log(`${ledger.items.toLocaleString("en")} journal items`);
  for (const report of reports) console.log(toLine(report));
  const slow = reports.filter(({ seconds, queries }) => seconds > GOAL.seconds || queries > GOAL.queries);
  console.log(`goal: ${GOAL.seconds} s and ${GOAL.queries} queries each: ${slow.length ? "MISSED" : "met"}`);
  process.exitCode = slow.length ? 1 : 0;
} finally {
  spawnSync(process.execPath, [IPAI, "odoo", "db", "drop", database], { cwd: root });
}

function toLine({ report, seconds, queries, floor }) {
  const ratio = (seconds / floor).toFixed(1);
  return `${report.padEnd(15)} ${seconds.toFixed(2)} s  ${String(queries).padStart(3)} queries  plain SQL ${floor.toFixed(2)} s  ratio ${ratio}`;
}

function ipai(args, input) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [IPAI, ...args], {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 2 ** 28,
    ...(input === undefined ? {} : { input }),
  });
  if (status !== 0) throw new Error(`ipai ${args.join(" ")}: ${stdout}${stderr}`);
  return stdout;
}
