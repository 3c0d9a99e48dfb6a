import type { RecordFacts } from "@ipai/module";
import { onlyChanges } from "../views/definitions.ts";
import { isForestalled, noupdateAfterCode } from "./by-code.ts";

/** A row of `ir_model_data`, as far as data files say. */
export interface DeclaredRecord {
  /** Full xml id. */
  readonly id: string;
  readonly model: string;
  readonly noupdate: boolean;
}

type Entry = Pick<RecordFacts, "kind" | "id" | "own" | "forcecreate" | "model" | "noupdate">;

/**
 * Records that data files leave behind, by xml id. The first entry of an id makes the record, unless it may only change
 * that of another module; a `delete` takes it away again (`odoo/tools/convert.py`, `odoo/orm/models.py: _load_records`).
 *
 * @param entries of installed modules, in the order they are installed; demo data takes part as given
 */
export function declaredRecords(entries: Iterable<Entry>): Map<string, DeclaredRecord> {
  const declared = new Map<string, DeclaredRecord>();
  for (const entry of entries) {
    const { id, model } = entry;
    if (id === null) continue;
    if (entry.kind === "delete") declared.delete(id);
    else if (!declared.has(id) && !onlyChanges(entry) && !isForestalled(id))
      declared.set(id, { id, model, noupdate: noupdateAfterCode(id, model, entry.noupdate) });
  }
  return declared;
}
