import type { Issue } from "@ipai/core";
import type { Position, PyEntry, PyLiteral } from "./value.ts";

// A pure parser knows no path: the reader of the file puts it in with `locate`.
const PATH = "";

export function notLiteral(message: string, at: Position): Issue {
  return {
    code: "python-not-literal",
    severity: "error",
    message,
    advice: "write plain values only: strings, numbers, True, False, None, lists, tuples, sets and dicts of them",
    at: { path: PATH, line: at.line, column: at.column },
  };
}

export function duplicateKey(key: PyLiteral, earlier: PyEntry): Issue {
  const name = key.kind === "str" ? `'${key.value}'` : "this key";
  return {
    code: "python-duplicate-key",
    severity: "warning",
    message: `${name} on line ${key.line} replaces the value given on line ${earlier.value.line}`,
    advice: "keep one of the two: Python silently takes the last",
    at: { path: PATH, line: key.line, column: key.column },
  };
}

export function badEncoding(encoding: string): Issue {
  return {
    code: "python-encoding",
    severity: "error",
    message: `the bytes are no ${encoding} text`,
    advice: "save the file as UTF-8, or name its encoding in a comment on the first line",
    at: { path: PATH, line: 1, column: 1 },
  };
}
