import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Issue } from "@ipai/core";
import { buildStatus, coreAddonsPath } from "@ipai/odoo";
import type { Room } from "../host/port.ts";
import { revisionOf } from "../stages/settings.ts";
import { makeDatabase } from "./database.ts";
import { bringFiles } from "./files.ts";
import { buildFolder, databasesOf, ensureRole, uidOf, writeLogin, type Ground } from "./ground.ts";
import type { BuildResult, Colour, Finding } from "./life.ts";
import { logFolder } from "./logs.ts";
import { readModules } from "./modules.ts";
import { homeOf, install, judge, type RunIn } from "./odoo.ts";
import type { Order } from "./order.ts";
import { installPackages } from "./packages.ts";
import { Stops } from "./stops.ts";
import { wanted } from "./wanted.ts";

export interface Outcome {
  readonly colour: Colour;
  readonly result: BuildResult;
  readonly database: string | null;
  readonly room: Room | null;
}

/**
 * Builds a commit: files, packages, findings, a database from a template, installation, tests, verdict. Whatever the
 * branch does ends in a colour with findings; it throws only where the builder itself could not go on.
 */
export async function runBuild(ground: Ground, order: Order): Promise<Outcome> {
  const began = Date.now();
  const { build, settings } = order;
  const logs = logFolder(ground.dataDir, build.id, build.attempt);
  mkdirSync(logs, { recursive: true });
  const draft = {
    modules: [] as string[],
    tested: [] as string[],
    tests: { ran: 0, failed: 0 },
    findings: [] as Finding[],
    revision: revisionOf(settings),
    template: { cached: 0, built: 0 },
  };
  const outcome = (colour: Colour, database: string | null, room: Room | null): Outcome => ({
    colour,
    database,
    room,
    result: { ...draft, seconds: (Date.now() - began) / 1000 },
  });
  try {
    const src = join(buildFolder(ground, build.id), "src");
    await bringFiles(ground, order, src, logs);
    const core = ground.revisions[draft.revision];
    if (!core)
      throw new Stops(
        "no-revision",
        `this builder has no Odoo ${draft.revision}`,
        "choose another revision in the branch's settings",
      );
    const program = { kind: "source", folder: core, python: "", series: "19.0" } as const;
    const cores = coreAddonsPath(program);
    const modules = readModules(src, cores, join(ground.dataDir, "cache"));
    draft.modules = wanted(modules, order);
    for (const issue of await order.examine(src, join(logs, "check.log")))
      draft.findings.push(findingOf("check", issue));
    const room = await openRoom(ground, order, core);
    await installPackages(ground, room, src, modules.parents, logs);
    const login = await ensureRole(ground, `b${build.id}`);
    writeLogin(homeOf(ground, build.id), uidOf(build.id), login);
    const run: RunIn = { ground, order, core, modules, room, login, logs };
    const { database, template } = await makeDatabase(run, draft.modules);
    draft.template = template;
    const end = await install(run, database, draft.modules);
    const states = await databasesOf(ground).moduleStates(database);
    const issues = judge(end, states, draft.modules, settings.tests, join(logs, "install.log"));
    draft.tested = settings.tests ? draft.modules : [];
    const ran = end.log.tests.filter(({ outcome: how }) => how !== "skipped");
    draft.tests = { ran: ran.length, failed: ran.filter(({ outcome: how }) => how !== "passed").length };
    draft.findings.push(...issues.map((issue) => findingOf("tests", issue)));
    for (const { message, line } of end.log.warnings)
      draft.findings.push({
        source: "tests",
        severity: "warning",
        code: "odoo-log-warning",
        message: message.slice(0, 500),
        advice: "see the log",
        at: `install:${line}`,
      });
    return outcome(buildStatus(end.log, issues), database, room);
  } catch (error) {
    if (!(error instanceof Stops)) throw error;
    draft.findings.push(error.finding);
    writeFileSync(join(logs, "build.log"), `${error.message}\n${error.finding.advice}\n`, { flag: "a" });
    return outcome("red", null, null);
  }
}

function findingOf(source: Finding["source"], { code, severity, message, advice, at }: Issue): Finding {
  const place = at ? { at: at.line ? `${at.path}:${at.line}` : at.path } : {};
  return { source, severity, code, message, advice: advice ?? "", ...place };
}

async function openRoom(ground: Ground, { build }: Order, core: string): Promise<Room> {
  const folder = buildFolder(ground, build.id);
  return ground.rooms.open({
    id: `build-${build.id}`,
    uid: uidOf(build.id),
    home: homeOf(ground, build.id),
    readOnly: [join(folder, "src"), core, ground.server.host],
  });
}
