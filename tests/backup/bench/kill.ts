import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildSync } from "esbuild";

const PROGRAM = `
  import { createCopy, readConfig } from "@ipai/backup";
  const [config, phase, delay] = process.argv.slice(2);
  const die = () => process.kill(process.pid, "SIGKILL");
  await createCopy(readConfig(config).value, {
    onPhase: (at) => { if (at === phase) { if (delay === "0") die(); else setTimeout(die, Number(delay)); } },
  });`;

/** Makes a program that copies and kills itself without warning in a phase, after so many milliseconds. */
export function killableCreate(
  folder: string,
): (config: string, phase: string, delay: number) => Promise<string | null> {
  const stdin = { contents: PROGRAM, resolveDir: import.meta.dirname, loader: "ts" } as const;
  const options = { bundle: true, platform: "node", format: "esm", write: false, target: "node20" } as const;
  // Packages of CommonJS that ask for Node's own modules need a `require`.
  const banner = { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' };
  const program = join(folder, "create.mjs");
  writeFileSync(program, buildSync({ stdin, ...options, banner }).outputFiles[0]!.text);
  return (config, phase, delay) =>
    new Promise((resolve) => {
      const child = spawn(process.execPath, [program, config, phase, String(delay)], { stdio: "ignore" });
      child.once("exit", (_, signal) => resolve(signal));
    });
}
