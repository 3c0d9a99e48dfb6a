import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { observe } from "../check/observe.ts";
import type { Check, Observation } from "../schema.ts";

export interface Place {
  /** Folder in which the command runs. */
  readonly root: string;
  readonly commit: string | null;
  readonly dirty: boolean;
}

/** Runs a check's command and writes down what it showed. Never throws for what the command does. */
export async function runCheck(check: Check & { command: string[] }, place: Place): Promise<Observation> {
  const startedAt = new Date();
  const { exit, stdout, log } = await finish(check.command, place.root, check.timeout_seconds);
  return {
    check: check.id,
    argv: check.command,
    exit,
    observed: observe(check, { exit, stdout }),
    threshold: check.threshold,
    startedAt: startedAt.toISOString(),
    ms: Date.now() - startedAt.getTime(),
    commit: place.commit,
    dirty: place.dirty,
    logSha256: createHash("sha256").update(log).digest("hex"),
  };
}

function finish(
  [command, ...args]: readonly string[],
  cwd: string,
  timeoutSeconds: number,
): Promise<{ exit: number | null; stdout: string; log: string }> {
  return new Promise((resolve) => {
    const child = spawn(command!, args, {
      cwd,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, NO_COLOR: "1" },
      timeout: timeoutSeconds * 1000,
      killSignal: "SIGKILL",
    });
    let stdout = "";
    let log = "";
    child.stdout.on("data", (text: Buffer) => {
      stdout += text.toString();
      log += text.toString();
    });
    child.stderr.on("data", (text: Buffer) => {
      log += text.toString();
    });
    child.once("error", (error) => resolve({ exit: null, stdout, log: `${log}${error.message}` }));
    child.once("close", (exit) => resolve({ exit, stdout, log }));
  });
}
