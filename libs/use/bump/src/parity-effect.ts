import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Catalog } from "@ipai/catalog";
import type { BumpReport } from "@ipai/impact";
import { pins, type Lock } from "@ipai/lockfile";
import type { LockPlace } from "./place.ts";

/** The required scope's score under two locks; null where the workspace maps nothing, or its mapping has errors. */
export async function parityEffect(
  session: LockPlace,
  before: Catalog,
  after: Catalog,
  next: Lock,
): Promise<BumpReport["parity"]> {
  const { MAPPING_FILE, readParityWorkspace } = await import("@ipai/scoring");
  if (!existsSync(join(session.root, MAPPING_FILE))) return null;
  const { assessParity } = await import("@ipai/parity");
  const scoreOf = async (catalog: Catalog, lock: Lock) => {
    const { input } = await readParityWorkspace({ world: { root: session.root, catalog, pins: pins(lock) } });
    return input ? assessParity(input).totals.required.proven : null;
  };
  const [a, b] = [await scoreOf(before, session.lock), await scoreOf(after, next)];
  return a === null || b === null ? null : { before: a, after: b };
}
