import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildSync } from "esbuild";

const PROGRAM = `
  import { createCopy, drill, pruneCopies, readConfig, verifySites } from "@ipai/backup";
  const [op, file, site] = process.argv.slice(2);
  const all = readConfig(file).value;
  const config = { ...all, sites: all.sites.filter(({ name }) => name === site) };
  process.stdout.write("begun");
  if (op === "create") await createCopy(config);
  if (op === "verify") await verifySites(config, { only: site });
  if (op === "prune") await pruneCopies(config, site);
  if (op === "drill") await drill(config);`;

export const KILLABLE = ["create", "verify", "prune", "drill"] as const;
export type Killable = (typeof KILLABLE)[number];

/** Makes a program that does one thing to one site, and kills it without warning after so many milliseconds. */
export function killable(folder: string, configFile: string) {
  const stdin = { contents: PROGRAM, resolveDir: import.meta.dirname, loader: "ts" } as const;
  const options = { bundle: true, platform: "node", format: "esm", write: false, target: "node20" } as const;
  const banner = { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' };
  const program = join(folder, "killable.mjs");
  writeFileSync(program, buildSync({ stdin, ...options, banner }).outputFiles[0]!.text);
  return (op: Killable, site: string, delay: number): Promise<void> =>
    new Promise((resolve) => {
      const child = spawn(process.execPath, [program, op, configFile, site], { stdio: ["ignore", "pipe", "ignore"] });
      child.stdout.once("data", () => setTimeout(() => child.kill("SIGKILL"), delay));
      child.once("exit", () => resolve());
    });
}
