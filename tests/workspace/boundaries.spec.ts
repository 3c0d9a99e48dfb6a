import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = resolve(import.meta.dirname, "../..");
let scratch: string;

/** A small workspace under the real rules: `core` (level 0) and `module` (level 2). */
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), "ipai-boundaries-"));
  cpSync(join(root, ".dependency-cruiser.mjs"), join(scratch, ".dependency-cruiser.mjs"));
  cpSync(join(root, "tsconfig.json"), join(scratch, "tsconfig.json"));
  mkdirSync(join(scratch, "node_modules/@ipai"), { recursive: true });
  mkdirSync(join(scratch, "tools"));
  for (const wing of ["judge", "run", "use"]) mkdirSync(join(scratch, "libs", wing), { recursive: true });
  for (const library of ["core", "read/module"]) {
    mkdirSync(join(scratch, "libs", library, "src"), { recursive: true });
    cpSync(join(root, "libs", library, "package.json"), join(scratch, "libs", library, "package.json"));
    symlinkSync(join("../../libs", library), join(scratch, "node_modules/@ipai", basename(library)));
  }
});

afterAll(() => rmSync(scratch, { recursive: true, force: true }));

function cruise(files: Record<string, string>): { status: number | null; output: string } {
  for (const library of ["core", "read/module"])
    writeFileSync(join(scratch, `libs/${library}/src/index.ts`), "export const x = 1;\n");
  for (const [path, text] of Object.entries(files)) writeFileSync(join(scratch, path), text);
  const bin = join(root, "node_modules/dependency-cruiser/bin/dependency-cruise.mjs");
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, "--config", ".dependency-cruiser.mjs", "libs"], {
    cwd: scratch,
    encoding: "utf8",
  });
  return { status, output: stdout + stderr };
}

describe("the direction between libraries", () => {
  it("lets a library import a lower level", () => {
    const { status, output } = cruise({ "libs/read/module/src/index.ts": 'export { x } from "@ipai/core";\n' });
    expect(output).toContain("no dependency violations");
    expect(status).toBe(0);
  });

  it("refuses an import of a higher level", () => {
    const { status, output } = cruise({ "libs/core/src/index.ts": 'export { x } from "@ipai/module";\n' });
    expect(output).toContain("error level-0-libs-core: libs/core/src/index.ts → libs/read/module/src/index.ts");
    expect(status).not.toBe(0);
  });

  it("refuses a disk in a pure library", () => {
    const { status, output } = cruise({ "libs/read/module/src/index.ts": 'export { readFileSync } from "node:fs";\n' });
    expect(output).toContain("pure-libraries-touch-nothing");
    expect(status).not.toBe(0);
  });

  it("holds for the real tree", () => {
    const bin = join(root, "node_modules/dependency-cruiser/bin/dependency-cruise.mjs");
    const output = execFileSync(process.execPath, [bin, "--config", ".dependency-cruiser.mjs", "libs", "tools"], {
      cwd: root,
      encoding: "utf8",
    });
    expect(output).toContain("no dependency violations");
  });
});
