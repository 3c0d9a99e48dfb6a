import { canonicalJson } from "@ipai/core";
import type { Event } from "./events.ts";
import type { State } from "./state.ts";

interface Told {
  readonly branches: Map<number, Record<string, unknown>>;
  readonly builds: Map<number, Record<string, unknown>>;
}

/** What branches and builds must be after these events, oldest first. Pure. */
export function replay(events: readonly Pick<Event, "action" | "outcome" | "branch" | "build" | "detail">[]): Told {
  const told: Told = { branches: new Map(), builds: new Map() };
  for (const { action, outcome, branch, build, detail } of events) {
    if (outcome !== "done") continue;
    if (branch && !build && "becomes" in detail) set(told.branches, branch, detail["becomes"] as object);
    if (build && "becomes" in detail) set(told.builds, build, detail["becomes"] as object);
    if (build && action === "build.removed") set(told.builds, build, { state: "removed" });
  }
  return told;
}

function set(map: Map<number, Record<string, unknown>>, id: number, values: object): void {
  map.set(id, { ...map.get(id), ...values });
}

/**
 * Compares the tables with what the events tell; each difference as one line, none when the two agree. It runs on one
 * snapshot, so it may run while others work.
 */
export async function auditState(state: State): Promise<string[]> {
  return state.transaction(async (tx) => {
    await tx.query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY");
    const { rows: events } = await tx.query<Event>(
      "SELECT action, outcome, branch, build, detail FROM events ORDER BY id",
    );
    const { branches, builds } = replay(events);
    const { rows: branchRows } = await tx.query<{ id: number }>(
      "SELECT id, name, stage, head, settings, removed IS NOT NULL AS removed FROM branches",
    );
    const { rows: buildRows } = await tx.query<{ id: number }>("SELECT id, state, attempt, colour, host FROM builds");
    return [...differences("branch", branches, branchRows), ...differences("build", builds, buildRows)];
  });
}

function differences(what: string, told: Told["builds"], rows: readonly { id: number }[]): string[] {
  const found: string[] = [];
  const ids = new Set(rows.map(({ id }) => id));
  for (const row of rows) {
    const events = told.get(row.id);
    const kept = Object.fromEntries(Object.keys(row).map((key) => [key, (events as never)?.[key] ?? null]));
    const { id, ...values } = { ...kept, ...row } as { id: number } & Record<string, unknown>;
    const wanted = { ...kept };
    delete wanted["id"];
    if (canonicalJson(values) !== canonicalJson(wanted))
      found.push(`${what} ${id} is ${canonicalJson(values)}, its events tell ${canonicalJson(wanted)}`);
  }
  for (const id of told.keys()) if (!ids.has(id)) found.push(`${what} ${id} is told by events and does not exist`);
  return found;
}
