import { spawn, spawnSync } from "node:child_process";

export interface Finished {
  /** Null when a signal ended it, or it could not start. */
  readonly exit: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd?: string;
  /** Over the environment of this process; `undefined` takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly timeoutSeconds?: number;
  /** Words on stderr after which the program has told all: it is ended then. */
  readonly endWhen?: RegExp;
  /** An open file that the program holds too: a lock on it ends with the last of its holders. */
  readonly holding?: number;
}

/** What a program gets to take its locks away, once it was asked to end, before it is killed. */
const GRACE_MILLISECONDS = 5000;

const SETPRIV = ["setpriv", "--pdeathsig", "KILL"] as const;
let prefix: readonly string[] | null = null;

/** `setpriv` makes the kernel end a child when we are killed: nobody goes on writing a copy that nobody watches. */
function diesWithParent(): readonly string[] {
  const [program, ...flags] = SETPRIV;
  prefix ??= spawnSync(program, [...flags, "true"], { stdio: "ignore" }).status === 0 ? [...SETPRIV, "--"] : [];
  return prefix;
}

/** Runs a program to its end. Never throws for what the program does: a program that is missing is exit null. */
export function finish(program: string, args: readonly string[], options: RunOptions = {}): Promise<Finished> {
  const [command, ...rest] = [...diesWithParent(), program, ...args];
  return new Promise((resolve) => {
    const child = spawn(command!, rest, {
      stdio: ["ignore", "pipe", "pipe", ...(options.holding === undefined ? [] : [options.holding])],
      env: { ...process.env, LC_ALL: "C.UTF-8", ...options.env },
      ...(options.cwd && { cwd: options.cwd }),
    });
    const timers: NodeJS.Timeout[] = [];
    const later = (milliseconds: number, work: () => void) => timers.push(setTimeout(work, milliseconds));
    // Asked first: restic takes its lock away on SIGINT, and only on that.
    const end = () => {
      if (child.kill("SIGINT")) later(GRACE_MILLISECONDS, () => child.kill("SIGKILL"));
    };
    if (options.timeoutSeconds) later(options.timeoutSeconds * 1000, end);
    const said = { stdout: "", stderr: "" };
    for (const stream of ["stdout", "stderr"] as const)
      child[stream]!.setEncoding("utf8").on("data", (text: string) => {
        const told = options.endWhen?.test(said.stderr);
        said[stream] += text;
        if (!told && options.endWhen?.test(said.stderr)) end();
      });
    const close = (finished: Finished) => {
      timers.forEach(clearTimeout);
      resolve(finished);
    };
    child.once("error", (error) => close({ ...said, exit: null, stderr: error.message }));
    child.once("close", (exit) => close({ ...said, exit }));
  });
}
