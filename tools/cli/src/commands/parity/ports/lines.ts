import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A module's tree in a repository on this machine. */
export interface TreePlace {
  readonly gitDir: string;
  readonly tree: string;
}

/** What a port writes by hand; texts, translations, pictures and vendored libraries are not its effort. */
const CODE = /\.(py|xml|csv|js|ts|scss|css|sql)$/;
const NOT_CODE = /(^|\/)(i18n|static\/description|static\/lib|readme)\//;

/** Lines added and deleted between two versions of a module, renames followed (`git diff --numstat`). */
export function changedLines(before: TreePlace, after: TreePlace): number {
  const folder = mkdtempSync(join(tmpdir(), "ipai-ports-"));
  try {
    unpack(before, join(folder, "a"));
    unpack(after, join(folder, "b"));
    const { stdout } = spawnSync("git", ["diff", "--no-index", "--numstat", "-M", "-z", "a", "b"], {
      cwd: folder,
      maxBuffer: 2 ** 28,
    });
    return sumLines(stdout.toString());
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function unpack({ gitDir, tree }: TreePlace, folder: string): void {
  mkdirSync(folder);
  const tar = execFileSync("git", [`--git-dir=${gitDir}`, "archive", "--format=tar", tree], { maxBuffer: 2 ** 28 });
  execFileSync("tar", ["-x", "-C", folder], { input: tar });
}

/** Records are `added TAB deleted TAB path NUL`, for a rename `added TAB deleted TAB NUL old NUL new NUL`. */
function sumLines(numstat: string): number {
  const parts = numstat.split("\0");
  let total = 0;
  for (let i = 0; i < parts.length; i++) {
    const match = /^(\d+|-)\t(\d+|-)\t(.*)$/s.exec(parts[i]!);
    if (!match) continue;
    const path = match[3] || parts[i + 2]!;
    if (CODE.test(path) && !NOT_CODE.test(path)) total += (Number(match[1]) || 0) + (Number(match[2]) || 0);
  }
  return total;
}
