import { spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { observe } from "../check/observe.ts";
import { definitionDigest, inputsDigest, sha256 } from "../record/digest.ts";
import type { Observation } from "../record/schema.ts";
import type { Runnable } from "../schema.ts";
import type { Host } from "./host.ts";

export interface Place {
  /** Folder in which the command runs. */
  readonly root: string;
  readonly host: Host;
  readonly env?: Readonly<Record<string, string>>;
  /** Where the command's output goes, for people. */
  readonly logPath?: string;
}

/** Runs a check's command and writes down what it showed. Never throws for what the command does. */
export async function runCheck(check: Runnable, place: Place): Promise<Observation> {
  const inputs = inputsDigest(place.root, check.inputs) ?? sha256("");
  const startedAt = new Date();
  const { exit, stdout, log } = await finish(check.command, place, check.timeout_seconds);
  if (place.logPath) writeLog(place.logPath, log);
  return {
    definition: definitionDigest(check),
    inputs,
    argv: check.command,
    exit,
    observed: observe(check, { exit, stdout }),
    threshold: check.threshold,
    started_at: startedAt.toISOString(),
    ms: Date.now() - startedAt.getTime(),
    ...place.host,
    log_sha256: sha256(log),
  };
}

interface Output {
  readonly exit: number | null;
  readonly stdout: string;
  readonly log: Buffer;
}

function finish([command, ...args]: readonly string[], { root, env }: Place, timeoutSeconds: number): Promise<Output> {
  return new Promise((resolve) => {
    const child = spawn(command!, args, {
      cwd: root,
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
      // A missing program is missing: npx must not fetch a stranger's of the same name.
      env: { ...process.env, NO_COLOR: "1", npm_config_yes: "false", ...env },
    });
    endWithUs();
    running.add(child.pid);
    const stdout: Buffer[] = [];
    const log: Buffer[] = [];
    let timedOut = false;
    const end = (exit: number | null) => {
      clearTimeout(timer);
      running.delete(child.pid);
      resolve({ exit: timedOut ? null : exit, stdout: Buffer.concat(stdout).toString(), log: Buffer.concat(log) });
    };
    const timer = setTimeout(() => {
      timedOut = true;
      killGroup(child.pid);
    }, timeoutSeconds * 1000);
    child.stdout.on("data", (bytes: Buffer) => {
      stdout.push(bytes);
      log.push(bytes);
    });
    child.stderr.on("data", (bytes: Buffer) => log.push(bytes));
    child.once("error", (error) => {
      log.push(Buffer.from(error.message));
      end(null);
    });
    child.once("close", end);
  });
}

const running = new Set<number | undefined>();
const SIGNALS = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;
let listening = false;

/** A group of its own hears no Ctrl-C: whoever ends us ends what we started. */
function endWithUs(): void {
  if (listening) return;
  listening = true;
  for (const [signal, code] of Object.entries(SIGNALS)) {
    process.once(signal, () => {
      for (const pid of running) killGroup(pid);
      process.exit(code);
    });
  }
}

/** What the command started ends with it: a grandchild would hold the pipe open for ever. */
function killGroup(pid: number | undefined): void {
  try {
    if (pid) process.kill(-pid, "SIGKILL");
  } catch {
    // The group is gone already.
  }
}

function writeLog(path: string, log: Buffer): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, log);
}
