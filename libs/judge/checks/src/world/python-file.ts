import { decodeSource, isFault, parseProgram, type PyFault, type PyNode } from "@ipai/python";

/** A Python file with its syntax tree. */
export interface PythonFile {
  readonly file: string;
  /** Empty where the text is no Python. */
  readonly body: readonly PyNode[];
  readonly fault: PyFault | null;
  readonly lineAt: (offset: number) => number;
  readonly columnAt: (offset: number) => number;
  /** Source of a part. */
  readonly text: (part: { readonly start: number; readonly end: number }) => string;
}

/** Parses a file's bytes; one that cannot be decoded is an empty file, which another check names. */
export function parsePython(file: string, bytes: Uint8Array): PythonFile {
  const text = (decodeSource(bytes).text ?? "").replaceAll(/\r\n?/g, "\n");
  const parsed = parseProgram(text);
  return {
    file,
    body: isFault(parsed) ? [] : parsed.body,
    fault: isFault(parsed) ? parsed : null,
    lineAt: (offset) => text.slice(0, offset).split("\n").length,
    columnAt: (offset) => offset - text.lastIndexOf("\n", offset - 1),
    text: ({ start, end }) => text.slice(start, end),
  };
}
