import type { Command } from "commander";

const SOURCE_HELP =
  "folder, or path-or-url@commit-or-branch[:subfolder,…]; repeat in addons-path order (default: addons/ipai, the lock, the core pin)";

/** Adds `--source` to a command. */
export function sourceOptions(command: Command): Command {
  return command.option("--source <source>", SOURCE_HELP, (value: string, before: string[] = []) => [...before, value]);
}

/** Adds the flags of `InstalledOptions` to a command. */
export function installedOptions(command: Command): Command {
  return command
    .option("--modules <names>", "modules to install, separated by commas, with what they bring; all without")
    .option("--countries <codes>", "with --modules: countries of the companies, such as PH,US")
    .option("--no-auto-install", "with --modules: as odoo-bin --skip-auto-install");
}
