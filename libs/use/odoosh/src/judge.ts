import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Issue } from "@ipai/core";
import { Odoosh, parseYaml } from "@ipai/gates";
import { judgeChecks, type Judged, type Ledger } from "@ipai/verdicts";
import { CannotRun } from "@ipai/workspace";
import { scoreOdoosh, type OdooshScore } from "./score.ts";

const FILE = "odoosh.yml";
const LEDGER: Ledger = { folder: "evidence/odoosh", again: (feature) => `npx ipai odoosh --record ${feature}` };

/**
 * The score of a workspace by its records.
 *
 * @param record features whose probes and controls run first (true: all of them), so that new records are kept
 */
export async function judgeOdoosh(
  root: string,
  record: readonly string[] | boolean = false,
): Promise<{ score: OdooshScore; issues: readonly Issue[] }> {
  const { features } = readOdoosh(root);
  if (record) await recordFeatures(features, record === true ? features.map(({ id }) => id) : record, root);
  const { verdicts, issues } = await judgeChecks(features, root, LEDGER, "recorded");
  return { score: scoreOdoosh(features, verdicts), issues };
}

async function recordFeatures(features: Odoosh["features"], ids: readonly string[], root: string): Promise<Judged> {
  const unknown = ids.filter((id) => !features.some((feature) => feature.id === id));
  if (unknown.length)
    throw new CannotRun(`${FILE} has no feature ${unknown.join(", ")}`, "ids stand before each title");
  const chosen = features.filter(({ id }) => ids.includes(id));
  return judgeChecks(chosen, root, LEDGER, "record");
}

function readOdoosh(root: string): Odoosh {
  const path = join(root, FILE);
  if (!existsSync(path))
    throw new CannotRun(`there is no ${FILE} in ${root}`, "run in a workspace that has one, see docs/odoosh.md");
  const { value, issues } = parseYaml(Odoosh, readFileSync(path, "utf8"), FILE);
  if (value) return value;
  throw new CannotRun(`${FILE} has errors`, `mend ${FILE}`, issues);
}
