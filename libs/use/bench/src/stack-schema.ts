import { join } from "node:path";
import { readSchema, type SchemaSnapshot } from "@ipai/database";
import { ensureTemplate, installModules, planStages, runDatabase } from "@ipai/odoo";
import { CannotRun, isOwn, progressDone } from "@ipai/workspace";
import { openBench, SHARED_LAYERS, stagedClosure } from "./bench.ts";

/**
 * The schema that a real Odoo makes of the workspace's own add-ons and all they need, installed here and now.
 *
 * @param fault SQL that is run before the schema is read, to show that a change is seen
 */
export async function readStackSchema(fault?: string): Promise<SchemaSnapshot> {
  const odoo = await openBench({});
  const { bench, catalog } = odoo;
  const database = runDatabase();
  try {
    const own = [...catalog.modules.values()].filter(({ origin }) => isOwn(odoo.root)(origin)).map(({ name }) => name);
    const stages = planStages(stagedClosure(odoo, own), bench.platform, SHARED_LAYERS);
    const logPath = join(bench.outDir, "stack", "install.log");
    const { database: template, issues } = await ensureTemplate(
      bench.databases,
      stages,
      async (name, modules) => (await installModules(bench, name, modules, logPath, false)).issues,
    );
    progressDone();
    if (!template) throw new CannotRun("the add-ons do not install", `read ${logPath}`, issues);
    await bench.databases.create(database, template);
    if (fault) await bench.databases.connect(database, (client) => client.query(fault));
    return await readSchema(bench.databases.address, database);
  } finally {
    await bench.databases.drop(database);
    odoo.release();
  }
}
