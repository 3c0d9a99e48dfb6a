import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { freePort, type ServerAddress } from "@ipai/postgres";
import type { OdooProgram } from "../source/locate.ts";
import { summariseLog, type LogSummary } from "./log.ts";

export interface OdooRun {
  readonly program: OdooProgram;
  readonly server: ServerAddress;
  readonly database: string;
  /** Folders with modules, ours first; the program's own are added behind. */
  readonly addonsPath: readonly string[];
  readonly dataDir: string;
  /** Arguments of the run itself: `-i`, `--test-tags`, … */
  readonly args: readonly string[];
  readonly logPath: string;
  readonly timeoutSeconds: number;
  /** Prefix of the Python command, to measure coverage: `["-m", "coverage", "run", …]`. */
  readonly pythonArgs?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Text given to the process, for `odoo-bin shell`. */
  readonly input?: string;
  readonly command?: "server" | "shell";
}

export interface OdooEnd {
  readonly exitCode: number | null;
  /** `timeout`, a signal's name, or null when the process ended by itself. */
  readonly ended: string | null;
  readonly argv: readonly string[];
  readonly log: LogSummary;
  readonly seconds: number;
}

const running = new Set<ChildProcess>();
const SIGNALS = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

/** Whatever ends us ends what we started: an orphaned Odoo would hold its database and ports. */
function endChildrenWithUs(): void {
  for (const [signal, code] of Object.entries(SIGNALS)) {
    process.once(signal, () => {
      for (const child of running) killGroup(child);
      process.exit(code);
    });
  }
}

/** Runs Odoo to its end, log in a file, and reads what it said. Never throws for what Odoo does. */
export async function runOdoo(run: OdooRun): Promise<OdooEnd> {
  const argv = await commandLine(run);
  mkdirSync(dirname(run.logPath), { recursive: true });
  mkdirSync(run.dataDir, { recursive: true });
  const log = openSync(run.logPath, "w");
  const began = Date.now();
  const [command, ...args] = argv as [string, ...string[]];
  const child = spawn(command, args, {
    detached: true,
    stdio: [run.input === undefined ? "ignore" : "pipe", log, log],
    env: {
      ...process.env,
      ...run.env,
      ...(run.server.password ? { PGPASSWORD: run.server.password } : {}),
      PYTHONDONTWRITEBYTECODE: "1",
    },
  });
  if (running.size === 0 && process.listenerCount("SIGTERM") === 0) endChildrenWithUs();
  running.add(child);
  child.stdin?.end(run.input);
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    killGroup(child);
  }, run.timeoutSeconds * 1000);
  const { code, signal } = await ended(child);
  clearTimeout(timer);
  running.delete(child);
  // Browsers of tours outlive a crash of their Odoo.
  killGroup(child);
  closeSync(log);
  const summary = summariseLog(readFileSync(run.logPath, "utf8"));
  return {
    exitCode: code,
    ended: timedOut ? "timeout" : signal,
    argv,
    log: summary,
    seconds: (Date.now() - began) / 1000,
  };
}

function ended(child: ChildProcess): Promise<{ code: number | null; signal: string | null }> {
  return new Promise((resolve) => {
    child.once("error", (error) => resolve({ code: null, signal: error.message }));
    child.once("exit", (code, signal) => resolve({ code, signal }));
  });
}

function killGroup(child: ChildProcess): void {
  try {
    if (child.pid) process.kill(-child.pid, "SIGKILL");
  } catch {
    // The group is gone already.
  }
}

async function commandLine(run: OdooRun): Promise<string[]> {
  const { program, server } = run;
  const options = [
    `--database=${run.database}`,
    `--addons-path=${[...run.addonsPath, ...(program.kind === "source" ? [join(program.folder, "addons")] : [])].join(",")}`,
    `--data-dir=${run.dataDir}`,
    `--db_host=${server.host}`,
    `--db_port=${server.port}`,
    `--db_user=${server.user}`,
    "--http-interface=127.0.0.1",
    `--http-port=${await freePort()}`,
    `--gevent-port=${await freePort()}`,
    "--max-cron-threads=0",
    ...run.args,
  ];
  const command = run.command === "shell" ? ["shell"] : [];
  if (program.kind === "source") {
    const python = [program.python, ...(run.pythonArgs ?? []), join(program.folder, "odoo-bin")];
    return [...diesWithParent(), ...python, ...command, ...options];
  }
  const mounts = [...run.addonsPath, run.dataDir, ...(server.host.startsWith("/") ? [server.host] : [])];
  return [
    "docker",
    "run",
    "--rm",
    "-i",
    "--network=host",
    ...mounts.flatMap((path) => ["-v", `${path}:${path}`]),
    "-e",
    "PGPASSWORD",
    program.image,
    "odoo",
    ...command,
    ...options,
  ];
}

/** `setpriv` makes the kernel end Odoo even when we are killed with no chance to do it ourselves. */
function diesWithParent(): string[] {
  const available = spawnSync("setpriv", ["--pdeathsig", "KILL", "true"], { stdio: "ignore" }).status === 0;
  return available ? ["setpriv", "--pdeathsig", "KILL", "--"] : [];
}
