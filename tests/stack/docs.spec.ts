import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { read } from "./files.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const lines = [...read("docs/stack.md").matchAll(/^```bash\n([\s\S]*?)^```/gm)]
  .flatMap(([, block]) => block!.split("\n"))
  .map((line) => line.replace(/\s+#.*/, ""))
  .filter(Boolean);

describe("docs/stack.md", () => {
  const folder = mkdtempSync(join(tmpdir(), "ipai-docs-"));
  for (const path of ["docker-compose.yml", "deploy", "docker", "infra", "security", ".env.example", "oca.lock.json"])
    cpSync(join(ROOT, path), join(folder, path), { recursive: true });
  writeFileSync(
    join(folder, "npx"),
    `#!/bin/sh\nshift\nexec "${process.execPath}" "${ROOT}tools/cli/bin/ipai.mjs" "$@"\n`,
  );
  chmodSync(join(folder, "npx"), 0o755);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("has commands", () => expect(lines.length).toBeGreaterThan(5));

  /** What is wrong with a command, or nothing: files and scripts that are not there, an exit that is not as it says. */
  function faultOf(line: string): string {
    if (line.startsWith("docker ")) {
      const files = [...line.matchAll(/--(?:env-)?file (\S+)/g)].map(([, path]) => path!);
      return files.filter((path) => !existsSync(join(folder, path))).join();
    }
    const script = /^npm run (\S+)/.exec(line)?.[1];
    if (script) return script in (JSON.parse(read("package.json")) as { scripts: object }).scripts ? "" : script;
    const env = { ...process.env, PATH: `${folder}:${process.env["PATH"]}` };
    const { status, stdout } = spawnSync("sh", ["-c", line], { cwd: folder, env, encoding: "utf8" });
    // The example is not filled in yet, and that is what the check of settings must say.
    const expected = line.includes("stack env")
      ? status === 1 && stdout.includes("is still the example")
      : status === 0;
    return expected ? "" : `exit ${status}: ${stdout}`;
  }

  // In their order, as a reader types them: what one writes the next reads.
  it.each(lines)("%s", (line) => expect(faultOf(line)).toBe(""));
});
