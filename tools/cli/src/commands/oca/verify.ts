import { plural } from "@ipai/core";
import { verifyDisk, verifyPins } from "@ipai/lockfile";
import { progress, progressDone } from "@ipai/workspace";
import type { Command } from "commander";
import { finish, ocaCommand, openSession, type CommonOptions } from "./session.ts";

/** `ipai oca verify`: is the lock what git has, and is the disk what the lock says? */
export function verifyCommand(): Command {
  return ocaCommand("verify", "derive every pin and every synced file again, and name what differs", [
    "verify              also asks the remotes what became of branches and merged refs",
    "verify --offline    only what is on this machine",
  ]).action(async (options: CommonOptions) => {
    const session = await openSession(options);
    if (!session) return;
    progress("verifying");
    const pins = await verifyPins(session.lock, session.settings, !options.offline);
    const disk = await verifyDisk(session.lock, session.target, session.settings);
    progressDone();
    const issues = [...pins.flatMap((pin) => pin.issues), ...disk.issues];
    const lines = pins.map(({ name, commit, modules, issues }) => {
      const word = issues.some(({ severity }) => severity === "error") ? "differs " : "verified";
      return `${word} ${name}@${commit.slice(0, 12)}  ${plural(modules, "module")}`;
    });
    finish(options, { pins, disk, issues }, [...lines, `on disk  ${plural(disk.checked, "module")} hashed`].join("\n"));
  });
}
