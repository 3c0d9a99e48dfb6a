import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { plural } from "@ipai/core";
import { applyMend, CORE, ensurePin, fetchBlobs, openMirror, pins, readLock, type Pin } from "@ipai/lockfile";
import { runGit } from "@ipai/sources";
import { cacheFolder, CannotRun, workspaceRoot } from "@ipai/workspace";
import { Command } from "commander";
import { printText } from "../../io/print.ts";

/** What of the core's repository a server needs. */
const PARTS = ["odoo", "addons", "odoo-bin", "requirements.txt"];

/** `ipai odoo source`: the Odoo that the lock pins, as a tree for ODOO_SRC. */
export function sourceCommand(): Command {
  return new Command("source")
    .description("write the pinned core with its mends to a folder, for ODOO_SRC")
    .argument("<folder>", "a new or empty folder")
    .action(async (folder: string) => {
      const target = resolve(folder);
      if (existsSync(target) && readdirSync(target).length)
        throw new CannotRun(`${folder} is not empty`, "name a new folder");
      const pin = await corePin();
      await extract(pin, target);
      for (const mend of pin.mends ?? []) writeMended(target, pin, mend);
      printText(
        `${folder}: ${pin.url}@${pin.commit.slice(0, 12)}, ${plural(pin.mends?.length ?? 0, "mend")} applied\nexport ODOO_SRC=${target}`,
      );
    });
}

async function corePin(): Promise<Pin> {
  const { value: lock } = await readLock(join(workspaceRoot(), "oca.lock.json"));
  const core = lock && pins(lock).find(({ name }) => name === CORE);
  if (!core) throw new CannotRun("the lock pins no core", "run `ipai oca lock`");
  return core.pin;
}

async function extract(pin: Pin, target: string): Promise<void> {
  const settings = { cache: join(cacheFolder(), "mirrors"), pattern: process.env["IPAI_MIRROR"], offline: false };
  const mirror = await openMirror(pin.url, settings);
  const { value: commit, issues } = await ensurePin(mirror, CORE, pin);
  if (!commit) throw new CannotRun(issues[0]!.message, issues[0]!.advice);
  const listed = runGit([`--git-dir=${mirror.gitDir}`, "ls-tree", "-r", "--object-only", commit, "--", ...PARTS]);
  await fetchBlobs(mirror, listed.stdout.toString().trim().split("\n"));
  const { ok, stdout } = runGit([`--git-dir=${mirror.gitDir}`, "archive", "--format=tar", commit, "--", ...PARTS]);
  mkdirSync(target, { recursive: true });
  const unpacked =
    ok && spawnSync("tar", ["-x", "-C", target], { input: stdout, stdio: ["pipe", "ignore", "inherit"] });
  if (!unpacked || unpacked.status !== 0)
    throw new CannotRun(
      `${commit.slice(0, 12)} could not be written to ${target}`,
      "look at the disk's space and rights",
    );
}

function writeMended(target: string, pin: Pin, mend: NonNullable<Pin["mends"]>[number]): void {
  const file = join(target, pin.modules[mend.module]!.path, mend.file);
  const text = applyMend(readFileSync(file, "utf8"), mend);
  if (text === null)
    throw new CannotRun(`the mend of ${mend.module} does not fit`, "ipai oca verify says what differs");
  writeFileSync(file, text);
}
