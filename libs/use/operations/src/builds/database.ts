import { join } from "node:path";
import type { Issue } from "@ipai/core";
import { ensureTemplate, judgeInstall, planStages, runOdoo } from "@ipai/odoo";
import {
  buildFolder,
  copyFilestore,
  databasesOf,
  ensureRole,
  giveDatabase,
  keepFilestore,
  uidOf,
  writeLogin,
} from "./ground.ts";
import { stageClosure } from "./modules.ts";
import { homeOf, odooRun, type RunIn } from "./odoo.ts";
import { Stops } from "./stops.ts";

const TEMPLATE_ROLE = "ipai_template";

/** The build's database: the one before for an update, else a copy of the template of its closure without itself. */
export async function makeDatabase(run: RunIn, names: readonly string[]) {
  const { ground, order, modules, login } = run;
  const { build, before, settings } = order;
  const databases = databasesOf(ground);
  const database = `b${build.id}`;
  const uid = uidOf(build.id);
  await databases.drop(database);
  if (build.kind === "update" && before) {
    await databases.create(database, before.database);
    await giveDatabase(ground, database, `b${before.build}`, login.user);
    copyFilestore(ground, before.database, homeOf(ground, build.id), uid);
    return { database, template: { cached: 0, built: 0 } };
  }
  const { order: closure } = stageClosure(modules, names);
  const shared = closure.filter(({ name }) => !names.includes(name));
  const platform = {
    framework: ground.revisions[settings.revision] ?? "latest",
    python: "",
    postgres: "",
    demo: settings.demo,
  };
  const template = await ensureTemplate(databases, planStages(shared, platform, ["core"]), (name, wanted) =>
    installTemplate(run, name, wanted),
  );
  if (!template.database)
    throw new Stops(
      "template-failed",
      template.issues[0]?.message ?? "the template could not be made",
      "see the log template",
    );
  await databases.create(database, template.database);
  await giveDatabase(ground, database, TEMPLATE_ROLE, login.user);
  copyFilestore(ground, database, homeOf(ground, build.id), uid);
  return { database, template: { cached: template.cached.length, built: template.built.length } };
}

/** Installs a stage of a template in a room of its own, as a role that no build has. */
async function installTemplate(run: RunIn, database: string, names: readonly string[]): Promise<readonly Issue[]> {
  const { ground, core, order, logs } = run;
  const folder = buildFolder(ground, order.build.id);
  const uid = uidOf(0);
  const home = join(folder, "template");
  const room = await ground.rooms.open({
    id: `template-${order.build.id}`,
    uid,
    home,
    readOnly: [join(folder, "src"), core, ground.server.host],
  });
  try {
    const login = await ensureRole(ground, TEMPLATE_ROLE);
    await giveDatabase(ground, database, TEMPLATE_ROLE, TEMPLATE_ROLE);
    writeLogin(home, uid, login);
    copyFilestore(ground, database, home, uid);
    const demo = order.settings.demo ? ["--with-demo"] : [];
    const end = await runOdoo(
      odooRun(
        { ...run, room, login },
        database,
        ["--stop-after-init", "--skip-auto-install", `--init=${names.join(",")}`, ...demo],
        join(logs, "template.log"),
        home,
      ),
    );
    const states = await databasesOf(ground).moduleStates(database);
    keepFilestore(ground, database, home);
    return judgeInstall({ ...end, requested: names, states, logPath: "template" });
  } finally {
    await ground.rooms.close(room.id);
  }
}
