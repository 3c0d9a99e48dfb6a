/** Python source as text, and how its bytes were read. */
export interface SourceText {
  /** Lines end with `\n`; the byte order mark is gone. Null when the bytes cannot be decoded. */
  readonly text: string | null;
  readonly encoding: string;
  readonly bom: boolean;
}

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
export function decodeSource(bytes: Uint8Array): SourceText {
  const bom = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  const encoding = bom ? "utf-8" : (declaredEncoding(bytes) ?? "utf-8");
  const text = decode(bytes, encoding);
  return { text: text === null ? null : normalizeNewlines(text), encoding, bom };
}

/** Universal newlines: `\r\n` and `\r` become `\n`. */
export function normalizeNewlines(text: string): string {
  return text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text;
}

function declaredEncoding(bytes: Uint8Array): string | undefined {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, LONGEST_HEAD)).toString("latin1");
  if (!text.includes("coding")) return undefined;
  const [first = "", second = ""] = text.split(/\r\n?|\n/, 2);
  const cookie = COOKIE.exec(first) ?? (BLANK.test(first) ? COOKIE.exec(second) : null);
  return cookie?.[1]?.toLowerCase().replaceAll("_", "-");
}

function decode(bytes: Uint8Array, encoding: string): string | null {
  // WHATWG's "latin1" label means windows-1252, which differs from Python's in 0x80 to 0x9f.
  if (/^(?:latin-?1|iso-?8859-1|l1)(?:-|$)/.test(encoding)) return Buffer.from(bytes).toString("latin1");
  try {
    return (UTF8.test(encoding) ? UTF8_DECODER : new TextDecoder(encoding, { fatal: true })).decode(bytes);
  } catch {
    return null;
  }
}
