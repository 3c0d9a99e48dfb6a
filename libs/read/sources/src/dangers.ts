import type { Issue } from "@ipai/core";
import type { ModuleFile } from "./source.ts";

/** A file as git has it; for a link also where it points. */
export type TreeFile = ModuleFile & { readonly link?: string };

/**
 * What is dangerous in a module's tree: names that leave the folder or that a file system reads in another way,
 * links that lead out, submodules. A module with any of these is not written at all.
 */
export function findDangers(files: readonly TreeFile[], module: string): Issue[] {
  const kinds = new Map(files.map((file) => [file.path, file.mode]));
  const folded = new Map<string, string>();
  return files.flatMap((file) => {
    const danger =
      nameDanger(file.path) ??
      caseDanger(file.path, folded) ??
      parentDanger(file.path, kinds) ??
      kindDanger(file, kinds);
    return danger ? [dangerIssue(module, file.path, danger)] : [];
  });
}

/** Names that Windows and macOS read as `.git`, as another name, or as a device. */
const GIT_ALIAS = /^(?:git~\d+|\.git[ .]*(?::.*)?)$/i;
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?$/i;
/** Characters that HFS+ drops when it compares names. */
const IGNORED = /[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/g;

function nameDanger(path: string): string | null {
  if (path.startsWith("/")) return "is an absolute path";
  for (const part of path.split("/")) {
    if (part === "" || part === "." || part === "..") return "leaves its folder";
    if (GIT_ALIAS.test(part.replaceAll(IGNORED, ""))) return "would be a git directory";
    if (part.includes("\\") || part.includes("\0")) return "holds a path separator of another system";
    if (part.includes("\ufffd")) return "has a name that is not UTF-8";
    if (DEVICE.test(part)) return "is a device on Windows";
  }
  return null;
}

/** Two names that differ in case only overwrite each other on many disks. */
function caseDanger(path: string, seen: Map<string, string>): string | null {
  const folded = path.normalize("NFC").toLowerCase();
  const other = seen.get(folded);
  seen.set(folded, path);
  return other === undefined ? null : `differs from ${other} in case only`;
}

/** A folder and a link of one name: what is below would be written through the link. */
function parentDanger(path: string, kinds: ReadonlyMap<string, string>): string | null {
  const parts = path.split("/");
  const parent = parts
    .slice(1)
    .map((_, depth) => parts.slice(0, depth + 1).join("/"))
    .find((one) => kinds.has(one));
  return parent === undefined ? null : `lies below ${parent}, which is no folder`;
}

function kindDanger(file: TreeFile, kinds: ReadonlyMap<string, string>): string | null {
  if (file.mode === "160000") return "is a submodule, whose content the repository does not hold";
  if (file.mode !== "120000" || file.link === undefined) return null;
  return leadsOut(file.path, file.link, kinds) ? `is a link to ${JSON.stringify(file.link)}, outside the module` : null;
}

/** True unless every step of the link stays in the folder and crosses no other link. */
function leadsOut(path: string, link: string, kinds: ReadonlyMap<string, string>): boolean {
  if (link === "" || link.startsWith("/") || link.includes("\\")) return true;
  const at = path.split("/").slice(0, -1);
  for (const part of link.split("/")) {
    if (part === "" || part === ".") continue;
    if (part === "..") {
      if (at.pop() === undefined) return true;
    } else at.push(part);
    if (kinds.get(at.join("/")) === "120000") return true;
  }
  return false;
}

function dangerIssue(module: string, path: string, danger: string): Issue {
  return {
    code: "hostile-content",
    severity: "error",
    message: `${module}/${path} ${danger}`,
    advice:
      "the module was not written; read the commit before you trust its repository, then leave the module out of the wish",
    at: { path: `${module}/${path}` },
  };
}
