import { formatLocation } from "@ipai/core";
import { parseManifest } from "@ipai/module";
import { openSource, parseListing, readFiles, type ModuleFolder, type Source } from "@ipai/sources";
import { fetchBlobs } from "./git/fetch.ts";
import type { Mirror } from "./git/mirror.ts";
import type { FoundModule } from "./pin.ts";

const MANIFESTS = ["__manifest__.py", "__openerp__.py"];

/** Opens a commit of a mirror as a source of modules. */
export function openPinned(
  mirror: Mirror,
  commit: string,
  folders: readonly string[] | undefined,
  name: string,
): Source {
  const spec = { kind: "git", location: mirror.gitDir, revision: commit, folders: folders ?? [] } as const;
  return openSource(spec, { name });
}

/** Reads the manifests of all modules at a commit, fetching them first where the mirror has none. */
export async function readModules(
  mirror: Mirror,
  commit: string,
  folders: readonly string[] | undefined,
): Promise<FoundModule[]> {
  const source = openPinned(mirror, commit, folders, mirror.url);
  const listed = source.list(source.modules).map((listing) => parseListing(listing));
  const manifests = listed.map((files) => files.find(({ path }) => MANIFESTS.includes(path)));
  const wanted = manifests.flatMap((file, index) => (file ? [{ index, path: file.path, oid: file.oid }] : []));
  await fetchBlobs(
    mirror,
    wanted.map(({ oid }) => oid),
  );
  const found = new Map<number, FoundModule>();
  readFiles(source.reader, wanted, (at, bytes) => {
    const { index } = wanted[at]!;
    const files = new Set(listed[index]!.map(({ path }) => path));
    found.set(index, { ...source.modules[index]!, files, ...readManifest(source.modules[index]!, bytes) });
  });
  return [...found.values()];
}

function readManifest({ name }: ModuleFolder, bytes: Buffer | string): Pick<FoundModule, "manifest" | "problem"> {
  if (typeof bytes === "string") return { manifest: null, problem: bytes };
  const { value, issues } = parseManifest(bytes, name);
  const error = issues.find((issue) => issue.severity === "error");
  if (value) return { manifest: value.manifest };
  const place = error?.at ? ` (${formatLocation({ ...error.at, path: "line" }).replace("line:", "line ")})` : "";
  return { manifest: null, problem: `${error?.message ?? "unreadable"}${place}` };
}
