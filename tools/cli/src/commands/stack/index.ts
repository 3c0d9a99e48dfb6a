import { Command } from "commander";
import { checkCommand } from "./check.ts";
import { envCommand } from "./env.ts";
import { imagesCommand } from "./images.ts";
import { sbomCommand } from "./sbom.ts";
import { secretsCommand } from "./secrets.ts";

/** `ipai stack`: the compose files, images and settings of development and production. */
export function stackCommand(): Command {
  return new Command("stack")
    .description("compose files, images and settings: checked without an engine")
    .addCommand(checkCommand())
    .addCommand(envCommand())
    .addCommand(secretsCommand())
    .addCommand(imagesCommand())
    .addCommand(sbomCommand());
}
