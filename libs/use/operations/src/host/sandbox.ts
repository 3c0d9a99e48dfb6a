import { spawn } from "node:child_process";
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { makeGroups, processesOf, removeGroups, usageOf } from "./cgroup.ts";
import { LIMITS, type BuildHost, type Room, type RoomRequest } from "./port.ts";
import { enterScript, HOSTS, initScript } from "./scripts.ts";

/**
 * Rooms by the kernel's namespaces and control groups, on this machine and without an engine: needs root, `unshare`,
 * `nsenter`, `setpriv` (util-linux) and `ip`. A room's description lies in `<folder>/<id>`.
 *
 * @param prefix goes before names of groups, so that two hosts on one machine do not meet
 */
export class SandboxHost implements BuildHost {
  readonly kind = "sandbox";
  readonly #folder: string;
  readonly #prefix: string;

  constructor(folder: string, prefix: string) {
    this.#folder = folder;
    this.#prefix = prefix;
    mkdirSync(folder, { recursive: true, mode: 0o711 });
  }

  async open(request: RoomRequest): Promise<Room> {
    const { id, uid, home, readOnly, writable = [], limits = LIMITS } = request;
    if (!/^[a-z0-9-]{1,60}$/.test(id)) throw new Error(`${JSON.stringify(id)} is no name of a room`);
    await this.close(id);
    const dir = join(this.#folder, id);
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    mkdirSync(home, { recursive: true, mode: 0o700 });
    chownSync(home, uid, uid);
    writeFileSync(join(dir, "hosts"), HOSTS);
    chmodSync(join(dir, "hosts"), 0o644);
    writeFileSync(join(dir, "init"), initScript(dir, { readOnly, writable: [home, ...writable] }));
    const groups = makeGroups(this.#group(id), limits);
    for (const [name, network] of [
      ["enter", false],
      ["enter-net", true],
    ] as const)
      writeScript(join(dir, name), enterScript(dir, uid, home, groups, network));
    writeScript(join(dir, "python"), `#!/bin/sh\nexec '${join(dir, "enter")}' /usr/bin/python3 "$@"\n`);
    writeFileSync(join(dir, "pid"), String(await start(dir)));
    return roomAt(dir, id);
  }

  find(id: string): Promise<Room | null> {
    const dir = join(this.#folder, id);
    return Promise.resolve(firstProcess(dir) === null ? null : roomAt(dir, id));
  }

  async close(id: string): Promise<void> {
    const dir = join(this.#folder, id);
    const first = firstProcess(dir);
    // With its first process the kernel ends every other one of a process namespace.
    if (first !== null) end(first);
    for (let tries = 0; tries < 200 && processesOf(this.#group(id)).length; tries += 1) {
      for (const pid of processesOf(this.#group(id))) end(pid);
      await sleep(25);
    }
    removeGroups(this.#group(id));
    rmSync(dir, { recursive: true, force: true });
  }

  list(): Promise<string[]> {
    return Promise.resolve(readdirSync(this.#folder).filter((id) => firstProcess(join(this.#folder, id)) !== null));
  }

  usage(id: string): Promise<{ memory: number; killed: number }> {
    return Promise.resolve(usageOf(this.#group(id)));
  }

  #group(id: string): string {
    return `${this.#prefix}-${id}`;
  }
}

function writeScript(path: string, text: string): void {
  writeFileSync(path, text);
  chmodSync(path, 0o700);
}

function roomAt(dir: string, id: string): Room {
  return { id, enter: join(dir, "enter"), enterWithNetwork: join(dir, "enter-net"), python: join(dir, "python") };
}

/** Starts the first process of a room and waits until its root stands; its number as this machine counts. */
async function start(dir: string): Promise<number> {
  const namespaces = ["--mount", "--pid", "--ipc", "--uts", "--net", "--propagation", "private"];
  const child = spawn("unshare", [...namespaces, "--fork", "--kill-child=KILL", "sh", join(dir, "init")], {
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
    env: { PATH: "/usr/sbin:/usr/bin:/sbin:/bin" },
  });
  let said = "";
  const ready = new Promise<boolean>((resolve) => {
    child.stdout.on("data", (text) => String(text).includes("ready") && resolve(true));
    child.stderr.on("data", (text) => (said += String(text)));
    child.once("exit", () => resolve(false));
    child.once("error", (error) => ((said = error.message), resolve(false)));
  });
  const stands = await ready;
  child.stdout.destroy();
  child.stderr.destroy();
  child.unref();
  if (!stands) throw new Error(`no room could be made: ${said.trim()}`);
  return Number(readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, "utf8").trim().split(" ")[0]);
}

/** The living first process of a room; a number that another process got since is not it. */
function firstProcess(dir: string): number | null {
  const file = join(dir, "pid");
  if (!existsSync(file)) return null;
  const pid = Number(readFileSync(file, "utf8"));
  const command = existsSync(`/proc/${pid}/cmdline`) ? readFileSync(`/proc/${pid}/cmdline`, "utf8") : "";
  return command.startsWith("sleep\0infinity") ? pid : null;
}

function end(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended already.
  }
}
