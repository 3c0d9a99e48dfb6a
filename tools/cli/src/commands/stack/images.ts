import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseImages, verifyImage } from "@ipai/stack";
import { CannotRun, workspaceRoot } from "@ipai/workspace";
import { Command } from "commander";
import { formatIssue, formatTable, printJson, printText } from "../../io/print.ts";

const FILE = "deploy/images.lock.yml";
const EXAMPLES = `
Examples:
  ipai stack images             what is pinned, and where each digest was read
  ipai stack images --verify    asks the registry for each digest and hashes what comes
Exit 1 where a digest is wrong, 2 where the registry does not answer: unknown is not verified`;

/** `ipai stack images`: the pinned images, verified on request. */
export function imagesCommand(): Command {
  return new Command("images")
    .description("the pinned images; with --verify, is each digest the registry's?")
    .option("--verify", "ask Docker Hub")
    .option("--json", "one JSON document on stdout: {images}")
    .addHelpText("after", EXAMPLES)
    .action(run);
}

async function run({ verify, json }: { verify?: boolean; json?: boolean }): Promise<void> {
  const { value, issues } = parseImages({ path: FILE, text: readFileSync(join(workspaceRoot(), FILE), "utf8") });
  if (issues.length) throw new CannotRun(issues.map(formatIssue).join("\n"), "see docs/stack.md");
  const images = verify ? await Promise.all(value.map((locked) => verifyImage(locked))) : value;
  if (json) printJson({ images });
  else
    printText(
      formatTable([
        HEAD,
        ...images.map((it) => ("state" in it ? [it.image, it.state, it.detail] : [it.image, it.license, it.source])),
      ]),
    );
  const states = images.map((it) => ("state" in it ? it.state : "verified"));
  process.exitCode = states.includes("wrong") ? 1 : states.includes("unknown") ? 2 : 0;
}

const HEAD = ["image", "", ""];
