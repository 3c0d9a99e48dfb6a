import type { Issue } from "@ipai/core";
import { fetchWheels, type Finder, readWheel, type Wheel, writeFiles } from "@ipai/packages";
import { join } from "node:path";
import type { PinnedPackage } from "../schema.ts";

/** A module with the package that it is pinned as. */
export interface PackagedModule {
  readonly module: string;
  readonly pin: PinnedPackage;
}

/**
 * Brings the wheels of these packages onto this machine and reads each by our own rules. A wheel that is another file
 * than the lock says, or holds another module or tree, comes as an issue and without its content.
 */
export async function readWheels(
  wanted: readonly PackagedModule[],
  finder: Finder,
  onWheel: (one: PackagedModule, wheel: Wheel) => void,
): Promise<readonly Issue[]> {
  const { issues: fetching } = await fetchWheels(
    wanted.map(({ pin: { name, release, sha256 } }) => ({ name, version: release, sha256 })),
    finder,
  );
  const issues = [...fetching];
  for (const one of wanted) {
    const { pin, module } = one;
    const archive = finder.store.wheel(pin.sha256);
    if (!archive) continue;
    const { value: wheel, issues: found } = readWheel(archive, `${pin.name} ${pin.release}`, pin.sha256);
    issues.push(...found);
    if (wheel && wheel.module === module && wheel.tree === pin.tree) onWheel(one, wheel);
    else if (wheel) issues.push(treeDiffers(one, wheel));
  }
  return issues;
}

/** Writes modules of packages below `folder`; issues mean: do not use it. */
export async function stagePackages(
  wanted: readonly PackagedModule[],
  folder: string,
  finder: Finder,
): Promise<readonly Issue[]> {
  return readWheels(wanted, finder, ({ module }, wheel) => writeFiles(join(folder, module), wheel.files));
}

function treeDiffers({ module, pin }: PackagedModule, wheel: Wheel): Issue {
  const what = wheel.module === module ? `the tree ${wheel.tree}` : `the module ${wheel.module}`;
  return {
    code: "tree-differs",
    severity: "error",
    message: `${module}: the lock says ${pin.tree}, ${pin.name} ${pin.release} holds ${what}`,
    advice: `the lock was edited by hand or badly merged: run \`ipai oca bump ${module}\`, or take the file from git`,
  };
}
