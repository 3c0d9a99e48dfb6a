import { isAscii } from "node:buffer";

/** Python source as text, and how its bytes were read. */
export interface SourceText {
  /** Lines end with `\n`; the byte order mark is gone. Null when the bytes cannot be decoded. */
  readonly text: string | null;
  readonly encoding: string;
  readonly bom: boolean;
}

const LATIN1 = /^(?:latin-?1|iso-?8859-1|l1)(?:-|$)/;
const UTF8 = /^utf-?8(?:-|$)/;
/** No cookie stands farther from the start of a file. */
const LONGEST_HEAD = 400;
const UTF8_DECODER = new TextDecoder("utf-8", { fatal: true });
const COOKIE = /^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)/;
const BLANK = /^[ \t\f]*(?:#.*)?$/;

/**
 * Reads the bytes of a Python file as CPython does (PEP 263): a byte order mark, else an encoding cookie in one of
 * the first two lines, else UTF-8; `\r\n` and `\r` become `\n`.
 */
export function decodeSource(source: Uint8Array): SourceText {
  const bytes = Buffer.from(source.buffer, source.byteOffset, source.byteLength);
  const bom = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  const encoding = bom ? "utf-8" : (declaredEncoding(bytes.toString("latin1", 0, LONGEST_HEAD)) ?? "utf-8");
  const text = decode(bytes, encoding);
  return { text: text === null ? null : normalizeNewlines(text), encoding, bom };
}

/** Universal newlines: `\r\n` and `\r` become `\n`. */
export function normalizeNewlines(text: string): string {
  return text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text;
}

function declaredEncoding(head: string): string | undefined {
  if (!head.includes("coding")) return undefined;
  const [first = "", second = ""] = head.split(/\r\n?|\n/, 2);
  const cookie = COOKIE.exec(first) ?? (BLANK.test(first) ? COOKIE.exec(second) : null);
  return cookie?.[1]?.toLowerCase().replaceAll("_", "-");
}

function decode(bytes: Buffer, encoding: string): string | null {
  const utf8 = UTF8.test(encoding);
  // ASCII, which most files are, is latin-1 too, and that takes no decoder.
  // WHATWG's "latin1" label means windows-1252, which differs from Python's in 0x80 to 0x9f.
  if (utf8 ? isAscii(bytes) : LATIN1.test(encoding)) return bytes.toString("latin1");
  try {
    return (utf8 ? UTF8_DECODER : new TextDecoder(encoding, { fatal: true })).decode(bytes);
  } catch {
    return null;
  }
}
