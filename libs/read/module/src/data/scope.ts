import { compareText, type Issue } from "@ipai/core";
import type { RecordFacts } from "../facts.ts";

/** The data file being read, and where its facts go. */
export interface DataFile {
  readonly module: string;
  /** Relative to the module folder. */
  readonly file: string;
  readonly demo: boolean;
  readonly records: RecordFacts[];
  readonly issues: Issue[];
  /** Own ids in strings of `<function>` calls, which may make them. */
  readonly called: Set<string>;
  /** Views this module has made so far, by what a search for a parent may name. */
  readonly views: Readonly<Record<"name" | "model" | "key" | "id", string>>[];
  /** Ids this module has made so far, in any file: a second entry of one changes the record instead. */
  readonly made: Set<string>;
}

/** `module.name`, as `odoo/tools/convert.py: make_xml_id` completes it. */
export function fullXmlId(module: string, xmlId: string): string {
  return xmlId === "" || xmlId.includes(".") ? xmlId : `${module}.${xmlId}`;
}

/** `0`, `false` and `off` are false, nothing is the default (`odoo/tools/convert.py: nodeattr2bool`). */
export function attributeAsBoolean(value: string | undefined, fallback: boolean): boolean {
  const text = value?.trim();
  return text ? !["0", "false", "off"].includes(text.toLowerCase()) : fallback;
}

/** A set's texts in order. */
export function sorted(texts: ReadonlySet<string>): string[] {
  const list = [...texts];
  return list.length > 1 ? list.sort(compareText) : list;
}

/** Reports an entry that Odoo would refuse to load. */
export function refuse(to: DataFile, line: number, code: string, message: string, advice: string): void {
  to.issues.push({ code, severity: "error", message, advice, at: { path: to.file, line } });
}
