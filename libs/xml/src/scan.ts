import type { Issue } from "@ipai/core";
import { SaxesParser, type SaxesTagPlain } from "saxes";

/** What a file may hold before reading stops; libxml2, and so Odoo, stops at the same depth. */
export interface XmlLimits {
  readonly depth: number;
  /** UTF-16 units of the whole text. */
  readonly size: number;
}

export const DEFAULT_LIMITS: XmlLimits = { depth: 256, size: 64 * 1024 * 1024 };

/** Called in document order. Lines and columns count from 1 and point at the `<` of a start tag. */
export interface XmlHandlers {
  open(tag: string, attributes: Record<string, string>, line: number, column: number): void;
  close(tag: string): void;
  /** Text with references resolved; CDATA sections arrive as text. */
  text?(text: string): void;
  comment?(text: string, line: number): void;
  instruction?(target: string, body: string, line: number): void;
}

class Stop extends Error {
  readonly issue: Issue;

  constructor(issue: Issue) {
    super(issue.message);
    this.issue = issue;
  }
}

/**
 * One pass over XML text that keeps nothing itself.
 *
 * @returns the issue that ended the pass early (`xml-malformed`, `xml-entity`, `xml-too-deep`, `xml-too-large`), located
 *   by line and column, or null; what came before it has been handed over. Nothing outside the text is ever read and no
 *   entity of a DTD is expanded: a reference to one is an issue.
 */
export function scanXml(text: string, handlers: XmlHandlers, limits: XmlLimits = DEFAULT_LIMITS): Issue | null {
  if (text.length > limits.size) return tooLarge(limits);
  const parser = new SaxesParser({ xmlns: false, position: true });
  let depth = 0;
  let line = 1;
  let column = 1;
  parser.on("opentagstart", (tag: Pick<SaxesTagPlain, "name">) => {
    // saxes has read one character past the name; when that was a line end, the tag began on the line before.
    const wrapped = parser.columnIndex === 0;
    line = wrapped ? parser.line - 1 : parser.line;
    column = wrapped ? columnBefore(text, parser.position, tag.name) : parser.columnIndex - tag.name.length - 1;
    if (++depth > limits.depth) throw new Stop(tooDeep(limits, line, column));
  });
  parser.on("opentag", (tag) => handlers.open(tag.name, tag.attributes as Record<string, string>, line, column));
  parser.on("closetag", (tag) => {
    depth--;
    handlers.close(tag.name);
  });
  if (handlers.text) {
    const onText = handlers.text.bind(handlers);
    parser.on("text", (chunk) => onText(chunk));
    parser.on("cdata", (chunk) => onText(chunk));
  }
  if (handlers.comment) {
    const onComment = handlers.comment.bind(handlers);
    parser.on("comment", (comment) => onComment(comment, parser.line));
  }
  if (handlers.instruction) {
    const onInstruction = handlers.instruction.bind(handlers);
    parser.on("processinginstruction", ({ target, body }) => onInstruction(target, body, parser.line));
  }
  try {
    parser.write(text).close();
    return null;
  } catch (error) {
    if (error instanceof Stop) return error.issue;
    if (isFailureOf(parser, error)) return malformed(error.message, parser.line, parser.columnIndex);
    throw error;
  }
}

/**
 * saxes throws what is malformed when it has no error handler. It must not get one: with an eighth handler V8 keeps the
 * parser's fields in a dictionary, and reading takes four times as long.
 */
function isFailureOf(parser: SaxesParser, error: unknown): error is Error {
  return error instanceof Error && error.message.startsWith(`${parser.line}:${parser.column}: `);
}

function columnBefore(text: string, position: number, name: string): number {
  const start = text.lastIndexOf(`<${name}`, position);
  return start - text.lastIndexOf("\n", start);
}

function malformed(message: string, line: number, column: number): Issue {
  const reason = message.replace(/^\d+:\d+: /, "").replace(/\.$/, "");
  const at = { path: "", line, column: Math.max(1, column) };
  if (/entity/i.test(reason))
    return {
      code: "xml-entity",
      severity: "error",
      message: `a reference to an entity that XML itself does not define (${reason})`,
      advice: "write the character itself, for example &#160; for &nbsp;; entities of a DTD are not expanded",
      at,
    };
  return {
    code: "xml-malformed",
    severity: "error",
    message: `not well-formed XML: ${reason}`,
    advice: "mend the XML; Odoo refuses the whole file",
    at,
  };
}

function tooDeep(limits: XmlLimits, line: number, column: number): Issue {
  return {
    code: "xml-too-deep",
    severity: "error",
    message: `elements are nested more than ${limits.depth} deep`,
    advice: "flatten the document; libxml2 stops at 256 as well",
    at: { path: "", line, column },
  };
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
