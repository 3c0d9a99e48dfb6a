import type { ModuleFacts } from "@ipai/module";

/** One module of a picture. */
export interface PictureModule {
  readonly name: string;
  readonly repository: string;
  /** Where its bytes are: full commit, null for a folder. */
  readonly commit: string | null;
  /** Folder in the repository. */
  readonly path: string;
  readonly tree: string;
  readonly facts: ModuleFacts;
}

/** A closure at one moment, as one database would load it. */
export interface Picture {
  /** In Odoo's load order; modules that Odoo would skip are not in it. */
  readonly modules: readonly PictureModule[];
  /** Names of modules that something in the closure depends on and that are nowhere. */
  readonly missing: ReadonlyMap<string, readonly string[]>;
  /** Bytes of files by module and path in its folder, in order; null where they are out of reach. */
  readonly read: (
    files: readonly { readonly module: string; readonly file: string }[],
  ) => readonly (Uint8Array | null)[];
}

/** Names of modules whose content differs between two pictures, added and removed ones included. */
export function changedNames(before: Picture, after: Picture): Set<string> {
  const [old, now] = [trees(before), trees(after)];
  const names = new Set([...old.keys(), ...now.keys()]);
  return new Set([...names].filter((name) => old.get(name) !== now.get(name)).sort());
}

const trees = ({ modules }: Picture): Map<string, string> => new Map(modules.map(({ name, tree }) => [name, tree]));
