import { plural } from "@ipai/core";
import { CORE } from "@ipai/lockfile";
import { pricePorts } from "@ipai/parity";
import { collectPorts, readParityWorkspace, writePorts, type OldSource } from "@ipai/scoring";
import { openSource, parseSpec, type Source } from "@ipai/sources";
import { cacheFolder, CannotRun, catalogOf, localRepository } from "@ipai/workspace";
import { Command } from "commander";
import { printText } from "../../../io/print.ts";
import { readableInput } from "../input.ts";

interface Flags {
  readonly from: readonly string[];
  readonly done: readonly string[];
}

const collect = (value: string, before: string[] = []) => [...before, value];

/** `ipai parity ports`: facts of candidates at older series, and of ports that were done, for `plan`. */
export function portsCommand(): Command {
  return new Command("ports")
    .description("collect what candidates of older series need, so that `plan` can price their ports offline")
    .requiredOption("--from <source>", "<owner>/<repository>@<branch>[:folder,…] at an older series; repeat", collect)
    .option("--done <source>", "the same at the target series, beside the pins: ports that were done", collect, [])
    .action(async ({ from, done }: Flags) => {
      const workspace = await readParityWorkspace();
      const input = readableInput(workspace);
      if (!input) return;
      const old: OldSource[] = [];
      for (const spec of from) {
        const source = openRepository(spec);
        old.push({ source, catalog: await catalogOf([source]) });
      }
      const pins = workspace.pins.filter(({ name }) => name !== CORE);
      const current = [
        ...pins.map(({ name, pin }) => openRepository(`${name}@${pin.head ?? pin.commit}`)),
        ...done.map(openRepository),
      ];
      const document = collectPorts(input, old, current);
      const path = writePorts(workspace.root, document);
      const { calibration } = pricePorts(document, input);
      printText(
        `${path}  ${plural(document.modules.length, "module")} to port, ${plural(document.done.length, "port")} that were done`,
      );
      printText(
        `rank correlation ${calibration.rankCorrelation} over ${calibration.pairs} ports; half are within a factor of ${calibration.medianFactor}`,
      );
    });
}

/** A public repository by its name, from this machine where it is here. */
function openRepository(text: string): Source {
  const spec = parseSpec(`https://github.com/${text}`);
  if (spec.kind !== "git")
    throw new CannotRun(`not a repository at a branch: ${text}`, "write <owner>/<repository>@<branch>");
  const name = text.slice(0, text.indexOf("@"));
  return openSource(
    { ...spec, location: localRepository(spec.location) ?? spec.location },
    { cache: cacheFolder(), name },
  );
}
