import { plural } from "@ipai/core";
import { progress, progressDone } from "@ipai/workspace";
import { verifyDisk, verifyPackages, verifyPins } from "@ipai/lockfile";
import type { Command } from "commander";
import { finish, indexOptions, ocaCommand, openSession, type PackageOptions } from "./session.ts";

/** `ipai oca verify`: is the lock what git has, and is the disk what the lock says? */
export function verifyCommand(): Command {
  const command = ocaCommand("verify", "derive every pin and every synced file again, and name what differs", [
    "verify              also asks the remotes what became of branches and merged refs",
    "verify --offline    only what is on this machine",
  ]);
  return indexOptions(command).action(async (options: PackageOptions) => {
    const session = await openSession(options);
    if (!session) return;
    progress("verifying");
    const pins = await verifyPins(session.lock, session.settings, !options.offline);
    const packages = await verifyPackages(session.lock, await session.finder());
    const disk = await verifyDisk(session.lock, session.target, session.settings);
    progressDone();
    const issues = [...pins.flatMap((pin) => pin.issues), ...packages.issues, ...disk.issues];
    const lines = pins.map(({ name, commit, modules, issues }) => {
      const word = issues.some(({ severity }) => severity === "error") ? "differs " : "verified";
      return `${word} ${name}@${commit.slice(0, 12)}  ${plural(modules, "module")}`;
    });
    if (packages.packages > 0)
      lines.push(`derived  ${packages.derived} of ${plural(packages.packages, "package")} again`);
    finish(
      options,
      { pins, packages, disk, issues },
      [...lines, `on disk  ${plural(disk.checked, "module")} hashed`].join("\n"),
    );
  });
}
