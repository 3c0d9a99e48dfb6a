import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { addressFromEnvironment, findServerBinaries, withClient } from "@ipai/postgres";
import { locateOdoo, type OdooProgram } from "./locate.ts";

export interface FingerprintPlace {
  readonly env: NodeJS.ProcessEnv;
  /** Root of the workspace. */
  readonly root: string;
  /** Folders with pinned add-ons on disk, relative to the root. */
  readonly pinned: readonly string[];
  /** Hash of a folder's content. */
  readonly tree: (folder: string) => string;
  /** What runs Odoo: version of this program. */
  readonly runner: string;
}

/** Lists the packages that a Python sees, `name==version`, one a line, after its own version. */
const PACKAGES = `import sys, importlib.metadata as m
print("%d.%d.%d" % sys.version_info[:3])
print("\\n".join(sorted({f"{d.metadata['Name']}=={d.version}" for d in m.distributions()})))`;

/**
 * What a run of Odoo stands on besides the add-ons themselves, by name: content of Odoo and of the pinned add-ons on
 * disk, Python with its packages, PostgreSQL, browser, image, packages of the image, and the runner. What is not there
 * says so (`missing: …`): it is another fingerprint, never an error, so that a result made with it is not taken for one
 * made without it.
 */
export async function fingerprint(place: FingerprintPlace): Promise<Record<string, string>> {
  const { program, issues } = locateOdoo(place.env);
  const packages = join(place.root, "docker/packages.txt");
  return {
    odoo: program ? odooContent(program, place) : `missing: ${issues[0]?.message}`,
    python: program?.kind === "source" ? pythonPackages(program.python) : "-",
    postgresql: await serverVersion(place.env),
    ...Object.fromEntries(place.pinned.map((folder) => [folder, treeOf(place, join(place.root, folder))])),
    chromium: firstVersion([["chromium"], ["chromium-browser"], ["google-chrome"]]),
    wkhtmltopdf: firstVersion([["wkhtmltopdf"]]),
    packages: existsSync(packages) ? digest(readFileSync(packages, "utf8")) : "-",
    runner: place.runner,
  };
}

function odooContent(program: OdooProgram, place: FingerprintPlace): string {
  if (program.kind === "source")
    return ["odoo", "addons"].map((folder) => treeOf(place, join(program.folder, folder))).join(" ");
  const { status, stdout } = spawnSync("docker", ["image", "inspect", "--format", "{{.Id}}", program.image], {
    encoding: "utf8",
  });
  return status === 0 ? stdout.trim() : `missing: image ${program.image}`;
}

function treeOf({ tree }: FingerprintPlace, folder: string): string {
  return statSync(folder, { throwIfNoEntry: false })?.isDirectory() ? tree(folder) : "-";
}

function pythonPackages(python: string): string {
  const { status, stdout } = spawnSync(python, ["-c", PACKAGES], { encoding: "utf8" });
  if (status !== 0) return `missing: ${python}`;
  return `${stdout.slice(0, stdout.indexOf("\n"))} ${digest(stdout)}`;
}

/** The server that the environment names; else of the binaries that would run a private one. */
async function serverVersion(env: NodeJS.ProcessEnv): Promise<string> {
  try {
    const named = addressFromEnvironment(env);
    if (named)
      return await withClient(named.address, "postgres", async (client) => {
        const { rows } = await client.query<{ server_version: string }>("SHOW server_version");
        return rows[0]!.server_version;
      });
    const binaries = findServerBinaries();
    return binaries ? firstVersion([[join(binaries, "postgres")]]) : "missing: no server";
  } catch (error) {
    return `missing: ${(error as Error).message}`;
  }
}

function firstVersion(programs: readonly (readonly [string])[]): string {
  for (const [program] of programs) {
    const { status, stdout } = spawnSync(program, ["--version"], { encoding: "utf8" });
    if (status === 0) return stdout.trim().split("\n")[0]!;
  }
  return "-";
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}
