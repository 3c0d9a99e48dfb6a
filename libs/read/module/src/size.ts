/** Bytes of a line feed, the white space before code, and what begins a comment of one line. */
const LF = 10;
const SPACE = 32;
const HASH = 35;
const SLASH = 47;

/** Lines that hold code: not blank, and not a comment of one line (`#` in Python, `//` in JavaScript). */
export function countLines(bytes: Uint8Array, kind: "python" | "xml" | "js"): number {
  let lines = 0;
  let atStart = true;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]!;
    if (byte === LF) atStart = true;
    else if (atStart && byte > SPACE) {
      if (!isComment(bytes, at, kind)) lines++;
      at = endOfLine(bytes, at) - 1;
    }
  }
  return lines;
}

function isComment(bytes: Uint8Array, at: number, kind: "python" | "xml" | "js"): boolean {
  if (kind === "python") return bytes[at] === HASH;
  return kind === "js" && bytes[at] === SLASH && bytes[at + 1] === SLASH;
}

function endOfLine(bytes: Uint8Array, at: number): number {
  const end = bytes.indexOf(LF, at);
  return end < 0 ? bytes.length : end;
}
