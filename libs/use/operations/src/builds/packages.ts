import { spawn } from "node:child_process";
import { closeSync, existsSync, openSync } from "node:fs";
import { join } from "node:path";
import type { Room } from "../host/port.ts";
import type { Ground } from "./ground.ts";
import { readInside } from "./modules.ts";
import { Stops } from "./stops.ts";

/** `pip install` for the root and each folder of add-ons, into the build's own folder. */
export async function installPackages(
  ground: Ground,
  room: Room,
  src: string,
  parents: readonly string[],
  logs: string,
): Promise<void> {
  const files = [...new Set([".", ...parents])].map((parent) => join(src, parent, "requirements.txt"));
  for (const file of files.filter((path) => existsSync(path) && readInside(src, path) !== null)) {
    const target = "python";
    const argv = [
      "python3",
      "-m",
      "pip",
      "install",
      "--disable-pip-version-check",
      "--no-input",
      "--only-binary=:all:",
      "--target",
      target,
      ...ground.pip,
      "-r",
      file,
    ];
    const status = await runInto(room.enterWithNetwork, argv, join(logs, "pip.log"), 600);
    if (status !== 0)
      throw new Stops(
        "pip-failed",
        `pip could not install ${file.slice(src.length + 1)}`,
        "see the log pip for what it could not find; only wheels are installed",
      );
  }
}

/** Runs a command with its output appended to a log; its exit code, or null where it took too long. */
function runInto(command: string, args: readonly string[], logPath: string, seconds: number): Promise<number | null> {
  return new Promise((resolve) => {
    const log = openSync(logPath, "a");
    const child = spawn(command, args, { stdio: ["ignore", log, log] });
    const timer = setTimeout(() => child.kill("SIGKILL"), seconds * 1000);
    child.once("error", () => resolve(null));
    child.once("exit", (code) => {
      clearTimeout(timer);
      closeSync(log);
      resolve(code);
    });
  });
}
