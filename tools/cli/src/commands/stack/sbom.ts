import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { makeSbom, readLock } from "@ipai/lockfile";
import { mergeSboms, parseImages, validateSbom, type Bom } from "@ipai/stack";
import { CannotRun, workspaceRoot } from "@ipai/workspace";
import { Command } from "commander";
import { printText } from "../../io/print.ts";

const EXAMPLES = `
Examples:
  ipai stack sbom > sbom.json
  ipai stack sbom --out dist/sbom.json     npm packages, Odoo modules, images and Debian packages, as CycloneDX 1.6`;

/** `ipai stack sbom`: everything the stack is made of, checked against the CycloneDX schema before it is written. */
export function sbomCommand(): Command {
  return new Command("sbom")
    .description("everything the stack is made of, as one CycloneDX bill of materials")
    .option("--out <file>", "write it there")
    .addHelpText("after", EXAMPLES)
    .action(run);
}

async function run({ out }: { out?: string }): Promise<void> {
  const root = workspaceRoot();
  const read = (path: string) => readFileSync(join(root, path), "utf8");
  const snapshot = /archive\/debian\/(\d{8}T\d{6}Z)/.exec(read("docker/Dockerfile.ce19"))?.[1];
  if (!snapshot) throw new CannotRun("docker/Dockerfile.ce19 names no snapshot of Debian", "see docs/stack.md");
  const text = mergeSboms({
    version: (JSON.parse(read("package.json")) as { version: string }).version,
    boms: [npmBom(root), await addOnBom(root)],
    images: parseImages({ path: "deploy/images.lock.yml", text: read("deploy/images.lock.yml") }).value,
    packages: read("docker/packages.txt").replaceAll(/#.*/g, "").split(/\s+/).filter(Boolean),
    snapshot,
  });
  const fault = await validateSbom(text);
  if (fault)
    throw new CannotRun(`the document does not fit the CycloneDX schema: ${fault}`, "report this: it is a bug in ipai");
  if (out === undefined) return printText(text);
  mkdirSync(dirname(out), { recursive: true });
  writeFileSync(out, text);
  printText(`${out}: ${(JSON.parse(text) as { components: unknown[] }).components.length} components`);
}

function npmBom(root: string): Bom {
  const flags = ["sbom", "--sbom-format", "cyclonedx", "--sbom-type", "application", "--omit", "dev"];
  const { status, stdout, stderr } = spawnSync("npm", flags, { cwd: root, encoding: "utf8", maxBuffer: 2 ** 28 });
  if (status !== 0) throw new CannotRun(`npm sbom: ${stderr.trim().split("\n").at(-1)}`, "npm ci, then again");
  return JSON.parse(stdout) as Bom;
}

async function addOnBom(root: string): Promise<Bom> {
  const { value: lock } = await readLock(join(root, "oca.lock.json"));
  if (!lock) throw new CannotRun("oca.lock.json cannot be read", "ipai oca status");
  return JSON.parse((await makeSbom(lock)).text) as Bom;
}
