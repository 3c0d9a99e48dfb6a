import { join } from "node:path";
import { writeWhole } from "@ipai/sources";
import { CannotRun } from "@ipai/workspace";
import { look, type Found } from "./look.ts";
import { planInit, type PlannedFile } from "./plan.ts";

export interface Initialised {
  readonly found: Found;
  readonly written: readonly PlannedFile[];
}

/**
 * Makes a workspace of a folder. Each file is written whole or not at all, the config last; what is there already is
 * kept, so a second run changes nothing and one after a cut finishes the work. Throws `CannotRun` for a folder without
 * add-ons, or one that cannot be written.
 */
export function initialise(root: string, ci?: Found["ci"]): Initialised {
  const found = look(root);
  if (found.modules.length === 0)
    throw new CannotRun(
      `there is no add-on in ${root}`,
      "run it in the repository of your add-ons: a manifest tells them",
    );
  const written = planInit(found, ci);
  for (const { path, text } of written)
    if (!writeWhole(join(root, path), text))
      throw new CannotRun(`${path} cannot be written`, "make the folder writable, and run `ipai init` again");
  return { found, written };
}
