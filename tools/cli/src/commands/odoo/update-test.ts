import { rmSync } from "node:fs";
import { relative } from "node:path";
import {
  earlierTrees,
  materialise,
  openBench,
  SHARED_LAYERS,
  stagedClosure,
  writeAttestation,
  type OdooBench,
} from "@ipai/bench";
import { exitCode, plural } from "@ipai/core";
import { updateModules, type UpdateReport } from "@ipai/odoo";
import { CannotRun, isOwn, progressDone } from "@ipai/workspace";
import { Command } from "commander";
import pc from "picocolors";
import { formatIssue, printJson, printText } from "../../io/print.ts";

interface Flags {
  readonly from?: string;
  readonly attest: boolean;
  readonly timeout: string;
  readonly json?: boolean;
}

/** `ipai odoo update-test`: what a customer's database goes through. */
export function updateTestCommand(): Command {
  return new Command("update-test")
    .description("install own add-ons as last released, fill them, update them, and compare with a fresh install")
    .argument("[module...]", "default: every own add-on that changed since its last release")
    .option("--from <ref>", "begin with this commit, tag or branch instead of the releases on record")
    .option("--no-attest", "write no attestation")
    .option("--timeout <seconds>", "of one Odoo process", "1800")
    .option("--json", "one JSON document on stdout")
    .action(run);
}

async function run(names: string[], flags: Flags): Promise<void> {
  const present = await openBench({ demo: true, timeout: flags.timeout });
  const own = ownTrees(present, names);
  const trees = earlierTrees(present.root, own, flags.from);
  const modules = [...own.keys()].filter((name) => trees.has(name));
  const folder = materialise(present.root, trees);
  try {
    if (modules.length === 0)
      throw new CannotRun("no add-on has an earlier release", "name a commit with --from, or see `ipai odoo release`");
    const report = await update(present, folder, modules, flags);
    progressDone();
    const green = exitCode(report.issues) === 0;
    const attestation = green && flags.attest ? attest(present, modules, trees, report) : null;
    const without = [...own.keys()].filter((name) => !trees.has(name));
    if (flags.json) printJson({ modules, without, attestation, ...report });
    else printText(toText(modules, without, report, attestation, present.root));
    process.exitCode = exitCode(report.issues);
  } finally {
    rmSync(folder, { recursive: true, force: true });
    present.release();
  }
}

/** Own add-ons that are asked for, in load order, with their trees. */
function ownTrees(odoo: OdooBench, names: readonly string[]): Map<string, string> {
  const own = [...odoo.catalog.modules.values()].filter(({ origin }) => isOwn(odoo.root)(origin));
  const known = new Set(own.map(({ name }) => name));
  const unknown = names.filter((name) => !known.has(name));
  if (unknown.length) throw new CannotRun(`no such add-on: ${unknown.join(", ")}`, "name add-ons of this workspace");
  const wanted = names.length ? names : [...known];
  const ordered = stagedClosure(odoo, wanted).filter(({ name }) => wanted.includes(name));
  return new Map(ordered.map(({ name, tree }) => [name, tree]));
}

async function update(
  present: OdooBench,
  folder: string,
  modules: readonly string[],
  flags: Flags,
): Promise<UpdateReport> {
  const earlier = await openBench({ demo: true, timeout: flags.timeout, addons: [folder] });
  try {
    return await updateModules(present.bench, {
      modules,
      earlierPath: [folder],
      earlier: stagedClosure(earlier, modules),
      present: stagedClosure(present, modules),
      sharedLayers: SHARED_LAYERS,
    });
  } finally {
    earlier.release();
  }
}

function attest(
  odoo: OdooBench,
  modules: readonly string[],
  trees: ReadonlyMap<string, string>,
  { argv, seconds, logPath }: UpdateReport,
): string {
  const closure = stagedClosure(odoo, modules);
  const from = Object.fromEntries(trees);
  return writeAttestation(odoo, { kind: "update", modules, closure, argv, tests: [], from, seconds, logPath });
}

function toText(
  modules: readonly string[],
  without: readonly string[],
  { issues, watched, read, seconds, logPath }: UpdateReport,
  attestation: string | null,
  root: string,
): string {
  const ok = exitCode(issues) === 0;
  return [
    ...issues.map(formatIssue),
    ...(without.length ? [pc.dim(`no earlier release, or unchanged: ${without.join(", ")}`)] : []),
    `${ok ? pc.green("ok") : pc.red("x ")} ${plural(modules.length, "add-on")} updated with ${plural(watched, "row")} of users inside, ${plural(read, "record")} read`,
    pc.dim(`   ${seconds.toFixed(0)} s; log ${relative(root, logPath)}`),
    ...(attestation ? [pc.dim(`   attested in ${attestation}`)] : []),
  ].join("\n");
}
