import { spawnSync } from "node:child_process";
import { chmodSync, copyFileSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { makeSecret, mergeSboms, validateSbom, type SbomParts } from "@ipai/stack";
import { describe, expect, it } from "vitest";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const scratch = (): string => mkdtempSync(join(tmpdir(), "ipai-supply-"));

describe("npm run scan:secrets", () => {
  const scan = (text: string) => {
    const folder = scratch();
    copyFileSync(join(ROOT, ".secretlintrc.json"), join(folder, ".secretlintrc.json"));
    writeFileSync(join(folder, "settings.py"), text);
    const argv = [join(ROOT, "node_modules/secretlint/bin/secretlint.js"), "--maskSecrets", "**/*"];
    // The rules are resolved from where the scanner runs, as in the workspace.
    return spawnSync(process.execPath, [...argv, "--secretlintrc", join(folder, ".secretlintrc.json")], {
      cwd: folder,
      env: { ...process.env, NODE_PATH: join(ROOT, "node_modules") },
      encoding: "utf8",
    });
  };

  it("finds a planted key, without repeating it", () => {
    // Put together here, so that the scan of this repository does not find it.
    const key = ["ghp", "x7Kq2mZ9vB4nR8tW1yD6fH3jL5pS0aCeGiUo"].join("_");
    const { status, stdout } = scan(`TOKEN = "${key}"\n`);
    expect([status, stdout]).toEqual([1, expect.stringContaining("settings.py")]);
    expect(stdout).not.toContain(key);
    expect(scan(`TOKEN = os.environ["TOKEN"]\n`).status).toBe(0);
  });
});

describe("npm run audit:dependencies", () => {
  const audit = (answer: object | string) => {
    const folder = scratch();
    const text = typeof answer === "string" ? answer : JSON.stringify(answer);
    writeFileSync(join(folder, "npm"), `#!/bin/sh\ncat <<'END'\n${text}\nEND\n`);
    chmodSync(join(folder, "npm"), 0o755);
    const env = { ...process.env, PATH: `${folder}:${process.env["PATH"]}` };
    return spawnSync(process.execPath, [join(ROOT, "scripts/audit.mjs")], { env, encoding: "utf8" });
  };
  const report = (severity: string) => ({
    vulnerabilities: { "left-pad": { name: "left-pad", severity, range: "<1.3.1" } },
    metadata: { vulnerabilities: { [severity]: 1 } },
  });

  it("fails on high, passes on low, and knows nothing without an answer", () => {
    expect(audit(report("critical"))).toMatchObject({ status: 1, stdout: expect.stringContaining("left-pad <1.3.1") });
    expect(audit(report("low"))).toMatchObject({ status: 0, stdout: "1 low\n" });
    expect(audit({ message: "405 Method Not Allowed" })).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("unknown: the registry's audit did not answer (405"),
    });
    expect(audit("no JSON").status).toBe(2);
  });
});

describe("the bill of materials", () => {
  const digest = `sha256:${"a".repeat(64)}`;
  const parts: SbomParts = {
    version: "0.1.0",
    boms: [
      {
        metadata: { component: { type: "library", name: "root", "bom-ref": "root@1" } },
        components: [{ type: "library", name: "zod", "bom-ref": "zod@4", purl: "pkg:npm/zod@4.6.7" }],
        dependencies: [{ ref: "root@1", dependsOn: ["zod@4"] }],
      },
    ],
    images: [{ image: "postgres:15.19-bookworm", digest, license: "PostgreSQL", source: "docker-library" }],
    packages: ["python3-lxml"],
    snapshot: "20260918T000000Z",
  };

  it("holds every part once, fits the CycloneDX schema, and is the same each time", async () => {
    const text = mergeSboms(parts);
    expect(await validateSbom(text)).toBeNull();
    expect(mergeSboms(parts)).toBe(text);
    const { components, dependencies } = JSON.parse(text) as {
      components: { purl?: string; name: string }[];
      dependencies: { ref: string; dependsOn?: string[] }[];
    };
    expect(components.map(({ name }) => name).sort()).toEqual(["postgres", "python3-lxml", "root", "zod"]);
    expect(dependencies[0]!.dependsOn).toHaveLength(3);
    expect(dependencies).toContainEqual({ ref: "root@1", dependsOn: ["zod@4"] });
  });

  it("is refused by the schema when a part is not what it says", async () => {
    const broken = mergeSboms({ ...parts, images: [{ ...parts.images[0]!, digest: "sha256:not-a-hash" }] });
    expect(await validateSbom(broken)).toContain("content");
  });
});

it("makes secrets that its own check accepts", () =>
  expect(new Set(Array.from({ length: 50 }, makeSecret)).size).toBe(50));
