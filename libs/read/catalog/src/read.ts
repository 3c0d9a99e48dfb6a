import { groupBy } from "@ipai/core";
import { type ModuleFolder, parseListing, readFiles, type Source } from "@ipai/sources";
import type { ModulePath } from "./catalog.ts";
import type { FactPack } from "./fact-pack.ts";

interface Place {
  readonly folder: ModuleFolder;
  readonly input: Source | FactPack;
}

/** Bytes of module files, each source read once; null where there is no such plain file or no source at hand. */
export function readModuleFiles(
  files: readonly ModulePath[],
  placeOf: (module: string) => Place | undefined,
): (Buffer | null)[] {
  const found: (Buffer | null)[] = files.map(() => null);
  const asked = files.map((file, index) => ({ ...file, index, place: placeOf(file.module) }));
  for (const [input, group] of groupBy(asked, ({ place }) => place?.input)) {
    const source = input && bytesOf(input);
    if (!source) continue;
    const folders = [...new Set(group.map(({ place }) => place!.folder))];
    const listings = source.list(folders);
    const listed = new Map(
      folders.map((folder, index) => [
        folder,
        new Map(parseListing(listings[index]!).map((file) => [file.path, file])),
      ]),
    );
    const wanted = group.flatMap(({ place, file, index }) => {
      const entry = listed.get(place!.folder)?.get(file);
      const path = place!.folder.path === "." ? file : `${place!.folder.path}/${file}`;
      return entry?.mode.startsWith("100") ? [{ index, path, oid: entry.oid }] : [];
    });
    readFiles(source.reader, wanted, (at, bytes) => {
      if (typeof bytes !== "string") found[wanted[at]!.index] = Buffer.from(bytes);
    });
  }
  return found;
}

function bytesOf(input: Source | FactPack): Source | undefined {
  return "reader" in input ? input : input.bytes?.();
}
