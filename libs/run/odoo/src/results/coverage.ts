import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Issue } from "@ipai/core";
import { parseStringPromise } from "xml2js";

export interface Coverage {
  readonly lines: number;
  readonly covered: number;
  /** 0 to 100, one decimal. */
  readonly percent: number;
}

/** Arguments that make Python measure `folders` while it runs Odoo; tests and manifests are not what is measured. */
export function coverageArgs(folders: readonly string[], dataFile: string): string[] {
  return [
    "-m",
    "coverage",
    "run",
    `--source=${folders.join(",")}`,
    `--omit=*/tests/*,*/__manifest__.py,*/migrations/*`,
    `--data-file=${dataFile}`,
  ];
}

/** Turns what a data file says of `folder` into Cobertura XML in `outDir` and reads it; null where there is no data. */
export async function writeCoverage(
  python: string,
  dataFile: string,
  outDir: string,
  folder: string,
): Promise<Coverage | null> {
  const xml = join(outDir, "coverage.xml");
  const args = ["-m", "coverage", "xml", `--data-file=${dataFile}`, `--include=${folder}/*`, "-o", xml, "-q"];
  const { status } = spawnSync(python, args, { stdio: "ignore" });
  return status === 0 ? parseCobertura(readFileSync(xml, "utf8")) : null;
}

/** Line totals of a Cobertura report. Rejects on malformed XML or another root. */
export async function parseCobertura(xml: string): Promise<Coverage> {
  const { coverage } = (await parseStringPromise(xml)) as { coverage?: { $: Record<string, string> } };
  if (!coverage) throw new Error("no <coverage> root: this is not a Cobertura report");
  const lines = Number(coverage.$["lines-valid"]);
  const covered = Number(coverage.$["lines-covered"]);
  return { lines, covered, percent: lines ? Math.round((covered / lines) * 1000) / 10 : 100 };
}

/** The gate: at least `percent` of the add-on's lines run in its tests. */
export function judgeCoverage(coverage: Coverage | null, percent: number, path: string): Issue[] {
  if (!coverage)
    return [
      {
        code: "coverage-unknown",
        severity: "warning",
        message: "no coverage was measured",
        advice: "Install coverage.py for Odoo's Python (Debian: python3-coverage).",
        at: { path },
      },
    ];
  if (coverage.percent >= percent) return [];
  const message = `${coverage.percent} % of ${coverage.lines} lines run in the tests, ${percent} % are asked for`;
  return [
    {
      code: "coverage-below-gate",
      severity: "error",
      message,
      advice: "Open coverage.xml for the lines that no test reaches.",
      at: { path },
    },
  ];
}
