import { normalizeNewlines } from "../literal/source.ts";
import { SyntaxFault } from "../structure/lines.ts";
import type { PyExpr, PyNode } from "./ast.ts";
import { ExpressionParser } from "./expression.ts";
import { StatementParser } from "./statements.ts";
import { tokenize } from "./tokens.ts";

/** Why a text is no Python, and where: an offset in the text with `\n` newlines. */
export interface PyFault {
  readonly message: string;
  readonly offset: number;
}

/** Statements of a Python file, or why it has none (`ast.parse`). */
export function parseProgram(source: string): { readonly body: readonly PyNode[] } | PyFault {
  const text = normalizeNewlines(source).replace(/^\ufeff/, "");
  return faultOr(() => ({ body: new StatementParser(tokenize(text, false)).file() }));
}

/** A Python expression, or why the text is none (`ast.parse(mode='eval')`); newlines count as blanks. */
export function parseExpression(text: string): PyExpr | PyFault {
  return faultOr(() => {
    const parser = new ExpressionParser(tokenize(text, true));
    const found = parser.expressions();
    if (!parser.ended()) parser.fail("the expression should end here");
    return found;
  });
}

/** Whether a parse ended at a fault of the source instead of at a tree. */
export function isFault(parsed: object): parsed is PyFault {
  return "message" in parsed && "offset" in parsed;
}

function faultOr<T>(parse: () => T): T | PyFault {
  try {
    return parse();
  } catch (error) {
    if (error instanceof SyntaxFault) return { message: error.message, offset: error.offset };
    throw error;
  }
}
