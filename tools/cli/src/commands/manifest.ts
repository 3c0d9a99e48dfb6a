import { Command } from "commander";

export function manifestCommand(): Command {
  return new Command("manifest").argument("<path...>").option("--json");
}
