import type { Issue } from "@ipai/core";

/** A text, or the issue that says why the bytes are none. */
export type Decoded = { readonly text: string } | { readonly issue: Issue };

const UTF8 = new TextDecoder("utf-8", { fatal: true });
const DECLARATION = /^<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z][\w.-]*)["']/;

/**
 * Bytes of an XML file → its text, by byte order mark, then by the encoding its declaration names, then as UTF-8.
 * The byte order mark is dropped. Bytes that the encoding does not allow give an issue `xml-encoding`.
 */
export function decodeXml(bytes: Uint8Array): Decoded {
  const label = encodingOf(bytes);
  try {
    const decoder = label === "utf-8" ? UTF8 : new TextDecoder(label, { fatal: true });
    return { text: decoder.decode(bytes) };
  } catch {
    return {
      issue: {
        code: "xml-encoding",
        severity: "error",
        message: `the file is not valid ${label}`,
        advice: "save it as UTF-8, or name the encoding it has in the XML declaration",
      },
    };
  }
}

function encodingOf(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16le";
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return "utf-16be";
  if (bytes[0] === 0xef && bytes[1] === 0xbb) return "utf-8";
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(200, bytes.byteLength)).toString("latin1");
  return DECLARATION.exec(head)?.[1]?.toLowerCase() ?? "utf-8";
}
