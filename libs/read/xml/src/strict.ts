import type { Issue } from "@ipai/core";
import { SaxesParser, type SaxesTagPlain } from "saxes";
import { copyAttributes, type XmlHandlers } from "./events.ts";

class Stop extends Error {
  readonly issue: Issue;

  constructor(issue: Issue) {
    super(issue.message);
    this.issue = issue;
  }
}

/**
 * One pass with saxes, which knows all of XML and says what is not well-formed.
 *
 * @param text with its line ends normalised to `\n`
 * @param given number of events that the handlers have had already: they are not told again
 * @returns the issue that ended the pass early, or null
 */
export function readStrictly(text: string, handlers: XmlHandlers, maxDepth: number, given: number): Issue | null {
  const parser = new SaxesParser({ xmlns: false, position: true });
  let depth = 0;
  let line = 1;
  let column = 1;
  let known = given;
  const isNew = () => known-- <= 0;
  parser.on("opentagstart", (tag: Pick<SaxesTagPlain, "name">) => {
    // saxes has read one character past the name; when that was a line end, the tag began on the line before.
    const wrapped = parser.columnIndex === 0;
    line = wrapped ? parser.line - 1 : parser.line;
    column = wrapped ? columnBefore(text, parser.position, tag.name) : parser.columnIndex - tag.name.length - 1;
    if (++depth > maxDepth) throw new Stop(tooDeep(maxDepth, line, column));
  });
  parser.on("opentag", ({ name, attributes }) => {
    if (isNew()) handlers.open(name, copyAttributes(attributes as Record<string, string>), line, column);
  });
  parser.on("closetag", ({ name }) => {
    depth--;
    if (isNew()) handlers.close(name);
  });
  const onText = (chunk: string) => {
    if (depth > 0 && isNew()) handlers.text?.(chunk);
  };
  parser.on("text", onText);
  parser.on("cdata", onText);
  parser.on("comment", (comment) => {
    if (isNew()) handlers.comment?.(comment, parser.line);
  });
  parser.on("processinginstruction", ({ target, body }) => {
    if (isNew()) handlers.instruction?.(target, body, parser.line);
  });
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

function tooDeep(depth: number, line: number, column: number): Issue {
  return {
    code: "xml-too-deep",
    severity: "error",
    message: `elements are nested more than ${depth} deep`,
    advice: "flatten the document; libxml2 stops at 256 as well",
    at: { path: "", line, column },
  };
}
