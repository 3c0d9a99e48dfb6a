import { spawn, type ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";

const CLI = fileURLToPath(new URL("../../tools/cli/bin/ipai.mjs", import.meta.url));

export interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The environment of a user who has neither mirrors nor settings of their own. */
export function cleanEnvironment(more: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const { IPAI_MIRROR: _, IPAI_CACHE: __, ...env } = process.env;
  return { ...env, NO_COLOR: "1", ...more };
}

/** Starts `ipai oca …` in a folder, as a user would. */
export function start(folder: string, args: readonly string[], env = cleanEnvironment()): ChildProcess {
  return spawn(process.execPath, [CLI, "oca", ...args], { cwd: folder, env, stdio: ["ignore", "pipe", "pipe"] });
}

/** Runs `ipai oca …` in a folder to its end. */
export function oca(folder: string, ...args: readonly string[]): Promise<Run> {
  return ended(start(folder, args));
}

export function ended(child: ChildProcess): Promise<Run> {
  const text = { stdout: "", stderr: "" };
  child.stdout?.on("data", (chunk: Buffer) => (text.stdout += chunk.toString()));
  child.stderr?.on("data", (chunk: Buffer) => (text.stderr += chunk.toString()));
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, ...text })));
}
