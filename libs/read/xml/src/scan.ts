import type { Issue } from "@ipai/core";
import type { XmlHandlers } from "./events.ts";
import { readPlain } from "./plain.ts";
import { readStrictly } from "./strict.ts";

/** What a file may hold before reading stops; libxml2, and so Odoo, stops at the same depth. */
export interface XmlLimits {
  readonly depth: number;
  /** UTF-16 units of the whole text. */
  readonly size: number;
}

export const DEFAULT_LIMITS: XmlLimits = { depth: 256, size: 64 * 1024 * 1024 };

/**
 * One pass over XML text that keeps nothing itself.
 *
 * @returns the issue that ended the pass early (`xml-malformed`, `xml-entity`, `xml-too-deep`, `xml-too-large`), located
 *   by line and column, or null; what came before it has been handed over. Nothing outside the text is ever read and no
 *   entity of a DTD is expanded: a reference to one is an issue.
 */
export function scanXml(text: string, handlers: XmlHandlers, limits: XmlLimits = DEFAULT_LIMITS): Issue | null {
  if (text.length > limits.size) return tooLarge(limits);
  const normal = text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text;
  const given = readPlain(normal, handlers, limits.depth);
  return given === null ? null : readStrictly(normal, handlers, limits.depth, given);
}

function tooLarge(limits: XmlLimits): Issue {
  return {
    code: "xml-too-large",
    severity: "error",
    message: `the text is longer than ${limits.size} characters`,
    advice: "split the file",
    at: { path: "", line: 1, column: 1 },
  };
}
