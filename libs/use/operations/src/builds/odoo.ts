import { join } from "node:path";
import type { Issue } from "@ipai/core";
import { judgeInstall, judgeTests, runOdoo, type OdooEnd, type OdooRun } from "@ipai/odoo";
import type { Room } from "../host/port.ts";
import { buildFolder, type Ground, type Login } from "./ground.ts";
import type { BranchModules } from "./modules.ts";
import type { Order } from "./order.ts";

/** One build at work. */
export interface RunIn {
  readonly ground: Ground;
  readonly order: Order;
  readonly core: string;
  readonly modules: BranchModules;
  readonly room: Room;
  readonly login: Login;
  readonly logs: string;
}

/** The build's home in its room. */
export const homeOf = (ground: Ground, build: number): string => join(buildFolder(ground, build), "home");

/** Installs or updates the branch's modules on the build's database, tests with it where the branch wants them. */
export function install(run: RunIn, database: string, names: readonly string[]): Promise<OdooEnd> {
  const { build, settings } = run.order;
  const verb =
    build.kind === "update" && run.order.before ? `--update=${names.join(",")}` : `--init=${names.join(",")}`;
  const tags = settings.tags || names.map((name) => `/${name}`).join(",");
  const args = [
    verb,
    "--stop-after-init",
    ...(settings.tests ? [`--test-tags=${tags}`] : []),
    ...(settings.demo ? ["--with-demo"] : []),
  ];
  return runOdoo(odooRun(run, database, args, join(run.logs, "install.log"), homeOf(run.ground, build.id)));
}

/** Every module is judged; tests must run in at least one of them, and of tags of the branch's own choice likewise. */
export function judge(
  end: OdooEnd,
  states: readonly { name: string; state: string; version: string | null }[],
  names: readonly string[],
  tests: boolean,
  logPath: string,
): Issue[] {
  const facts = { ...end, requested: names, states, logPath };
  if (!tests) return judgeInstall(facts);
  const tested = names.filter((name) => end.log.tests.some(({ module }) => module === name));
  return tested.length ? judgeTests(facts, tested[0]!, 1) : judgeTests(facts, names[0]!, 1);
}

/** A run of Odoo inside a room, on the files of the build. */
export function odooRun(
  { ground, core, modules, room, login, order }: RunIn,
  database: string,
  args: readonly string[],
  logPath: string,
  home: string,
): OdooRun {
  const src = join(buildFolder(ground, order.build.id), "src");
  return {
    program: { kind: "source", folder: core, python: room.python, series: "19.0" },
    server: { host: ground.server.host, port: ground.server.port, user: login.user },
    database,
    addonsPath: modules.parents.map((parent) => join(src, parent)),
    dataDir: join(home, "data"),
    args,
    logPath,
    timeoutSeconds: ground.timeoutSeconds,
  };
}
