import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";

const ROOT = new URL("../../..", import.meta.url).pathname;
const BUNDLE = new URL("../bin/bundle.mjs", import.meta.url).href;

/** Makes the bundle in processes of their own, all at once; returns the place that each of them names. */
function makeBundles(count: number, places: readonly string[]): string[] {
  const script = `import { makeBundle } from ${JSON.stringify(BUNDLE)};
    console.log(await makeBundle(${JSON.stringify(ROOT)}, ${JSON.stringify(places)}));`;
  const one = `"${process.execPath}" --input-type=module -e '${script}' &`;
  const { stdout } = spawnSync("sh", ["-c", `${one.repeat(count)} wait`], { encoding: "utf8" });
  return stdout.trim().split("\n");
}

it("makes one bundle for parallel first starts, where it may write", () => {
  const folder = mkdtempSync(join(tmpdir(), "ipai-launcher-"));
  writeFileSync(join(folder, "file"), "");
  const places = [join(folder, "file/ipai/x"), join(folder, "cache/ipai/x")];
  expect(makeBundles(3, places)).toEqual([places[1], places[1], places[1]]);
  expect(readdirSync(join(folder, "cache/ipai"))).toEqual(["x"]);
  expect(existsSync(join(places[1]!, "worker.js"))).toBe(true);
  const script = `process.exitCode = await (await import(${JSON.stringify(join(places[1]!, "ipai.js"))})).main(["node", "ipai", "--version"])`;
  const { status, stdout } = spawnSync(process.execPath, ["--input-type=module", "-e", script], { encoding: "utf8" });
  expect([status, stdout]).toEqual([0, "0.1.0\n"]);
});
