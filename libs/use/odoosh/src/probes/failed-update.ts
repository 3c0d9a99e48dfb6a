import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { safeUpdate, type SafeUpdate } from "@ipai/bench";
import { listSnapshots, readSchema, renderSnapshot } from "@ipai/database";
import { judgeInstall } from "@ipai/odoo";
import { atLeast, equal, type Fact, type Probe } from "../fact.ts";
import type { Ground } from "../ground.ts";
import { serve } from "../serve.ts";

const MODULES = ["ipai_push_first", "ipai_push_second"];

/** Two modules; the second depends on the first, so that Odoo has updated the first when the second fails. */
function push(ground: Ground, version: string, field: string, view: string): void {
  const manifest = (name: string, depends: string, data: string) =>
    `{'name': '${name}', 'version': '19.0.${version}', 'author': 'x', 'license': 'LGPL-3', 'depends': ['${depends}'], 'data': [${data}]}`;
  const model = `from odoo import fields, models\nclass Partner(models.Model):\n    _inherit = 'res.partner'\n    ${field} = fields.Char()\n`;
  ground.plant({
    "addons/ipai_push_first/__manifest__.py": manifest("First", "base", ""),
    "addons/ipai_push_first/__init__.py": "from . import models",
    "addons/ipai_push_first/models.py": model,
    "addons/ipai_push_second/__manifest__.py": manifest("Second", "ipai_push_first", "'view.xml'"),
    "addons/ipai_push_second/__init__.py": "",
    "addons/ipai_push_second/view.xml": `<odoo><record id="view" model="ir.ui.view"><field name="name">x</field><field name="model">res.partner</field><field name="arch" type="xml"><form>${view}</form></field></record></odoo>`,
  });
}

/** An update whose second module is broken leaves the database as it was, and people work again. */
export const failedUpdate: Probe = {
  name: "failed-update",
  breaks: "the update goes without a snapshot, as Odoo's own",
  run: async (ground, broken) => {
    push(ground, "1.0.0", "ipai_one", '<field name="name"/>');
    const database = await ground.database(["web"]);
    await ground.run(database, [`--init=${MODULES.join(",")}`, "--stop-after-init"]);
    const { address } = ground.bench.databases;
    const before = await pictureOf(ground, database);
    push(ground, "2.0.0", "ipai_two", '<field name="no_such_field"/>');
    const update = broken ? await plainUpdate(ground, database) : await safeUpdate(ground.bench, database, MODULES);
    const began = Date.now();
    const after = await pictureOf(ground, database);
    push(ground, "1.0.0", "ipai_one", '<field name="name"/>');
    const answer = await serve(ground, database, [], async ({ login }) =>
      (await login("admin", "admin"))("/web/health"),
    );
    const facts: Fact[] = [
      atLeast("errors of the update", update.issues.length, 1),
      equal("the update's log is kept", existsSync(update.logPath), true),
      equal("versions of the modules", after.versions, before.versions),
      equal("hash of the schema", after.schema, before.schema),
      equal("partners, users and settings", after.counts, before.counts),
      equal("a user logs in", answer.status, 200),
      {
        fact: "seconds until then",
        observed: (Date.now() - began) / 1000,
        wanted: "<= 120",
        holds: Date.now() - began <= 120_000,
      },
    ];
    for (const copy of await listSnapshots(address, database)) await ground.bench.databases.drop(copy.database);
    return facts;
  },
};

async function plainUpdate(ground: Ground, database: string): Promise<Pick<SafeUpdate, "issues" | "logPath">> {
  const end = await ground.run(database, [`--update=${MODULES.join(",")}`, "--stop-after-init"]);
  const states = await ground.bench.databases.moduleStates(database);
  const logPath = ground.logPath;
  return { issues: judgeInstall({ ...end, requested: MODULES, states, logPath }), logPath };
}

async function pictureOf(ground: Ground, database: string) {
  const states = await ground.bench.databases.moduleStates(database);
  const own = states.filter(({ name }) => MODULES.includes(name));
  const schema = renderSnapshot(await readSchema(ground.bench.databases.address, database));
  const [row] = await ground.query<{ counts: string }>(
    database,
    "SELECT concat_ws(' ', (SELECT count(*) FROM res_partner), (SELECT count(*) FROM res_users), (SELECT count(*) FROM ir_config_parameter)) AS counts",
  );
  return {
    versions: own
      .map(({ name, state, version }) => `${name} ${state} ${version}`)
      .sort()
      .join(", "),
    schema: createHash("sha256").update(schema).digest("hex").slice(0, 16),
    counts: row!.counts,
  };
}
