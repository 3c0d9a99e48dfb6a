import { isDeepStrictEqual } from "node:util";
import {
  dottedName,
  parseStructure,
  readCall,
  readJson,
  readLiteral,
  splitArguments,
  toJson,
  type PyFile,
  type PyStatement,
  type Span,
} from "@ipai/python";
import { dumpLiteral } from "./oracle.ts";

/** Our outline of a file in the form of `structure_oracle.py`; null where we say it is no Python. */
export function outline(text: string): unknown[] | null {
  const { value, issues } = parseStructure(text);
  return issues.length ? null : items(value, value.body);
}

function items(file: PyFile, statements: readonly PyStatement[]): unknown[] {
  return statements.flatMap((statement) => {
    if (statement.kind === "call") return readCall(file, statement.value) ? [itemOf(file, statement)] : [];
    return [itemOf(file, statement)];
  });
}

function itemOf(file: PyFile, statement: PyStatement): unknown[] {
  const line = file.lineAt(statement.offset);
  switch (statement.kind) {
    case "import":
      return [
        "import",
        line,
        statement.level,
        statement.from,
        statement.names.map(({ name, as }) => [name, as ?? null]),
      ];
    case "assign":
      return ["assign", line, statement.names, statement.annotation !== undefined, describe(file, statement.value)];
    case "function":
      return [
        "def",
        line,
        statement.name,
        statement.decorators.map((span) => describe(file, span)),
        statement.callsSuper,
      ];
    case "class": {
      const bases = splitArguments(file.text, statement.bases).filter(
        ({ name, stars }) => name === undefined && !stars,
      );
      const decorators = statement.decorators.map((span) => describe(file, span));
      return [
        "class",
        line,
        statement.name,
        bases.map((span) => dottedName(file, span)),
        decorators,
        items(file, statement.body),
      ];
    }
    case "call":
      return ["call", line, describe(file, statement.value)];
  }
}

function describe(file: PyFile, span: Span | undefined): unknown {
  if (!span) return null;
  const call = readCall(file, span);
  if (!call) return ["value", dottedName(file, span), literal(file, span)];
  const args = call.args.map((arg) => [arg.name ?? "*".repeat(arg.stars), literal(file, arg)]);
  return ["call", call.callee, args];
}

function literal(file: PyFile, span: Span): unknown {
  const value = readLiteral(file, span);
  if (!isDeepStrictEqual(readJson(file, span), value ? toJson(value) : undefined))
    throw new Error(`readJson and readLiteral differ on ${file.text.slice(span.start, span.end)}`);
  return value && dumpLiteral(value);
}
