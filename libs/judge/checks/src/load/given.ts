import type { RecordFacts } from "@ipai/module";
import { entryAt } from "../world/elements.ts";
import type { CheckedModule } from "../world/module.ts";
import { csvTable } from "./csv.ts";

/** Names of the fields that an entry gives a value; null where its file is not at hand. */
export function givenFields(module: CheckedModule, record: RecordFacts): ReadonlySet<string> | null {
  if (record.file.endsWith(".csv")) return givenInRow(module, record);
  const node = entryAt(module, record);
  if (!node) return null;
  const names = new Set(node.elements("field").map((field) => (field.get("name") ?? "").split("@")[0] as string));
  // A record in a one2many of another is told who holds it (`convert.py: _tag_record, extra_vals`).
  const holder = node.parent?.tag === "field" ? node.parent : null;
  const inverse = holder && module.models.get(holder.parent?.get("model") ?? "")?.fields.get(holder.get("name") ?? "");
  if (inverse?.inverse) names.add(inverse.inverse);
  return names;
}

function givenInRow(module: CheckedModule, { file, line }: RecordFacts): ReadonlySet<string> | null {
  const table = csvTable(module, file);
  const row = table?.byLine.get(line);
  if (!table || !row) return null;
  const given = table.header.filter((_, index) => row.cells[index]);
  return new Set(given.map((name) => name.split(/[/:.]/)[0] as string));
}
