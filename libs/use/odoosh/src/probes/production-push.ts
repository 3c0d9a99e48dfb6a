import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { listSnapshots } from "@ipai/database";
import { summariseLog } from "@ipai/odoo";
import { equal, type Fact, type Probe } from "../fact.ts";
import type { Ground } from "../ground.ts";
import { serve } from "../serve.ts";

const MODULES = ["ipai_push_bumped", "ipai_push_same"];
const LONGEST_GAP = 60;

/** Both change their code (a label, so that no schema is missing without an update); the versions say what is bumped. */
function push(ground: Ground, label: string, versions: readonly [string, string]): void {
  MODULES.forEach((name, index) =>
    ground.plant({
      [`addons/${name}/__manifest__.py`]: `{'name': '${name}', 'version': '19.0.${versions[index]}', 'author': 'x', 'license': 'LGPL-3', 'depends': ['base']}`,
      [`addons/${name}/__init__.py`]: "from . import models",
      [`addons/${name}/models.py`]: `from odoo import fields, models\nclass Partner(models.Model):\n    _inherit = 'res.partner'\n    ${name} = fields.Char("${label}")\n`,
    }),
  );
}

/** A push to production: `ipai odoo update` takes what was bumped, and people are out for a short while. */
export const productionPush: Probe = {
  name: "production-push",
  breaks: "nothing is bumped",
  run: async (ground, broken) => {
    push(ground, "one", ["1.0.0", "1.0.0"]);
    const database = await ground.database(["web"]);
    await ground.run(database, [`--init=${MODULES.join(",")}`, "--stop-after-init"]);
    const lastLogin = await loginTime(ground, database);
    push(ground, "two", [broken ? "1.0.0" : "2.0.0", "1.0.0"]);
    const updated = await update(ground, database);
    const gap = ((await loginTime(ground, database)) - lastLogin) / 1000;
    const states = await ground.bench.databases.moduleStates(database);
    const version = (name: string) => states.find((it) => it.name === name)?.version ?? "";
    const facts: Fact[] = [
      equal("modules that were updated", updated.modules.join(", "), "ipai_push_bumped"),
      equal("how it ended", updated.outcome, "updated"),
      equal("version of what was bumped", version("ipai_push_bumped"), "19.0.2.0.0"),
      equal("version of what was not", version("ipai_push_same"), "19.0.1.0.0"),
      equal("tests that ran in production", updated.tests, 0),
      { fact: "seconds without a login", observed: gap, wanted: `<= ${LONGEST_GAP}`, holds: gap <= LONGEST_GAP },
    ];
    for (const copy of updated.copies) await ground.bench.databases.drop(copy);
    return facts;
  },
};

/** Serves the database; the moment of a login, the last before it ends. */
function loginTime(ground: Ground, database: string): Promise<number> {
  return serve(ground, database, [], async ({ login }) => {
    await login("admin", "admin");
    return Date.now();
  });
}

interface Updated {
  readonly modules: readonly string[];
  readonly outcome: string;
  readonly tests: number;
  readonly copies: readonly string[];
}

/** As an operator does it, at the command line. */
async function update(ground: Ground, database: string): Promise<Updated> {
  const ipai = process.argv[1]!;
  const args = [ipai, "odoo", "update", database, "--addons", join(ground.folder, "addons"), "--json"];
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: ground.root, encoding: "utf8" });
  if (!stdout) throw new Error(`ipai odoo update said nothing:\n${stderr}`);
  const { modules, outcome, logPath } = JSON.parse(stdout) as Omit<Updated, "tests"> & { logPath?: string };
  const tests = logPath ? summariseLog(readFileSync(logPath, "utf8")).tests.length : 0;
  const copies = await listSnapshots(ground.bench.databases.address, database);
  return { modules, outcome, tests, copies: copies.map((copy) => copy.database) };
}
