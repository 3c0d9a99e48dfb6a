import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const IPAI = new URL("../bin/ipai.mjs", import.meta.url).pathname;

/** A new folder with these files, by path: text, or bytes. */
export function plant(files: Readonly<Record<string, string | Uint8Array>>): string {
  const root = mkdtempSync(join(tmpdir(), "ipai-cli-"));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  return root;
}

/** Runs one command line in a folder as a user would, without colours and with a cache of its own. */
export function ipai(cwd: string, ...args: readonly string[]) {
  const env = { ...process.env, IPAI_CACHE: join(cwd, ".ipai"), NO_COLOR: "1" };
  const { status, stdout, stderr } = spawnSync(process.execPath, [IPAI, ...args], { cwd, env, encoding: "utf8" });
  return { status, stdout, stderr };
}
