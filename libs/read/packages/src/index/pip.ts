import { spawn, spawnSync } from "node:child_process";

/** How pip is started: a program and its first arguments. */
export interface Pip {
  readonly command: string;
  readonly args: readonly string[];
  readonly version: string;
}

export interface PipEnd {
  readonly ok: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

const WAYS: readonly (readonly [command: string, ...args: string[]])[] = [["pip"], ["pip3"], ["python3", "-m", "pip"]];

/** The first pip on this machine that answers, `$IPAI_PIP` before all; null where there is none. */
export function findPip(environment: Readonly<Record<string, string | undefined>> = process.env): Pip | null {
  const named = environment["IPAI_PIP"];
  for (const [command, ...args] of named ? ([[named]] as const) : WAYS) {
    const { status, stdout } = spawnSync(command, [...args, "--version"], { encoding: "utf8", env: environment });
    const version = /^pip (\S+)/.exec(stdout ?? "")?.[1];
    if (status === 0 && version) return { command, args, version };
  }
  return null;
}

/** Runs pip without a shell; nothing a name or a version says is read as an option, since both go through a file. */
export function runPip(
  { command, args }: Pip,
  more: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<PipEnd> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, [...args, ...more], { env, stdio: ["ignore", "pipe", "pipe"] });
    const [out, err]: [Buffer[], Buffer[]] = [[], []];
    child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => err.push(chunk));
    child.on("error", reject);
    child.on("close", (code) =>
      resolve({ ok: code === 0, stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString() }),
    );
  });
}
