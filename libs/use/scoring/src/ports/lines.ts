import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parseListing, readFiles, type ModuleFolder, type Source } from "@ipai/sources";

/** A module in a source. */
export interface ModulePlace {
  readonly source: Source;
  readonly module: ModuleFolder;
}

/** What a port writes by hand; texts, translations, pictures and vendored libraries are not its effort. */
const CODE = /\.(py|xml|csv|js|ts|scss|css|sql)$/;
const NOT_CODE = /(^|\/)(i18n|static\/description|static\/lib|readme)\//;

/** Lines of code and tests added and deleted between two versions of a module, renames followed (`git diff --numstat`). */
export function changedLines(before: ModulePlace, after: ModulePlace): number {
  const folder = mkdtempSync(join(tmpdir(), "ipai-ports-"));
  try {
    unpack(before, join(folder, "a"));
    unpack(after, join(folder, "b"));
    const args = ["diff", "--no-index", "--numstat", "-M", "-z", "a", "b"];
    const { stdout } = spawnSync("git", args, { cwd: folder, maxBuffer: 2 ** 28 });
    return sumLines(stdout.toString());
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function unpack({ source, module }: ModulePlace, folder: string): void {
  const [listing] = source.list([module]);
  const files = parseListing(listing!).filter(
    ({ path, mode }) => mode.startsWith("100") && CODE.test(path) && !NOT_CODE.test(path),
  );
  const wanted = files.map(({ path, oid }) => ({ path: join(module.path, path), oid }));
  mkdirSync(folder);
  readFiles(source.reader, wanted, (index, bytes) => {
    if (typeof bytes === "string") return;
    const path = join(folder, files[index]!.path);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, bytes);
  });
}

/** Records are `added TAB deleted TAB path NUL`, for a rename `added TAB deleted TAB NUL old NUL new NUL`. */
function sumLines(numstat: string): number {
  const counts = numstat.split("\0").flatMap((part) => /^(\d+)\t(\d+)\t/.exec(part)?.slice(1) ?? []);
  return counts.reduce((sum, count) => sum + Number(count), 0);
}
