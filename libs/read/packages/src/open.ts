import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Source } from "@ipai/sources";
import { hashFolder, SourceUnavailable, StatIndex } from "@ipai/sources";
import type { WheelStore } from "./store.ts";
import type { WheelFile } from "./wheel/wheel.ts";
import { readWheel } from "./wheel/wheel.ts";

/** A module of a package, as a lock pins it. */
export interface PackagedModule {
  readonly name: string;
  readonly module: string;
  readonly sha256: string;
  readonly tree: string;
}

/** Writes files of a module below a new folder; nothing that is there is written through. */
export function writeFiles(folder: string, files: readonly WheelFile[]): void {
  const made = new Set<string>();
  for (const { path, mode, bytes } of files) {
    const at = join(folder, path);
    if (!made.has(dirname(at))) mkdirSync(dirname(at), { recursive: true });
    made.add(dirname(at));
    writeFileSync(at, bytes, { flag: "wx", mode: mode === "100755" ? 0o777 : 0o666 });
  }
}

/**
 * Opens a package as a source of its one module; its bytes are unpacked once per wheel into the store. Throws
 * `SourceUnavailable` where the wheel is not on this machine or is not what the lock says.
 */
export function openPackage(one: PackagedModule, store: WheelStore): Source {
  const root = join(store.folder, "unpacked", one.sha256);
  if (!existsSync(root)) unpack(one, store, root);
  const { tree, listing } = hashFolder({ root, ignored: new Set(), index: new StatIndex(null) }, one.module);
  if (tree !== one.tree) {
    rmSync(root, { recursive: true, force: true });
    throw new SourceUnavailable(`${one.name} is not what the lock says`, "run `ipai oca verify`, then try again");
  }
  return {
    name: one.name,
    commit: one.sha256,
    modules: [{ name: one.module, path: one.module, tree }],
    issues: [],
    list: (modules) => modules.map(() => listing),
    reader: { kind: "folder", root },
  };
}

function unpack({ name, module, sha256, tree }: PackagedModule, store: WheelStore, root: string): void {
  const archive = store.wheel(sha256);
  if (!archive)
    throw new SourceUnavailable(
      `the wheel of ${name} is not on this machine`,
      "run `ipai oca sync`: it fetches what the lock pins",
    );
  const { value: wheel, issues } = readWheel(archive, name, sha256);
  if (!wheel || wheel.module !== module || wheel.tree !== tree)
    throw new SourceUnavailable(issues[0]?.message ?? `${name} is not what the lock says`, "run `ipai oca verify`");
  mkdirSync(dirname(root), { recursive: true });
  const scratch = mkdtempSync(`${root}-`);
  writeFiles(join(scratch, module), wheel.files);
  try {
    renameSync(scratch, root);
  } catch {
    // Somebody else was faster, with the same bytes.
    rmSync(scratch, { recursive: true, force: true });
  }
}
