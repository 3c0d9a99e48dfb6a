import type { Issue } from "@ipai/core";
import { decodeSource } from "@ipai/python";

/**
 * Text of a manifest's bytes. Odoo opens the file as UTF-8, with no regard to a cookie and no byte order mark
 * (`odoo/tools/misc.py: file_open`), and passes over a module whose manifest fails: such a text is still read here, the
 * way Python reads a source file, and an error tells what Odoo will do.
 */
export function decodeManifest(bytes: Uint8Array): { text: string | null; issues: Issue[] } {
  const utf8 = decodeUtf8(bytes);
  if (utf8 !== null && !utf8.startsWith("\ufeff")) return { text: utf8, issues: [] };
  const { text } = decodeSource(bytes);
  return { text, issues: [utf8 === null ? notUtf8() : byteOrderMark()] };
}

function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

function notUtf8(): Issue {
  return {
    code: "manifest-encoding",
    severity: "error",
    message: "the manifest is not UTF-8, so Odoo does not see this module",
    advice: "save the file as UTF-8; Odoo heeds no encoding comment here",
    at: { path: "", line: 1, column: 1 },
  };
}

function byteOrderMark(): Issue {
  return {
    code: "manifest-byte-order-mark",
    severity: "error",
    message: "the manifest begins with a byte order mark, so Odoo does not see this module",
    advice: "save the file as UTF-8 without byte order mark",
    at: { path: "", line: 1, column: 1 },
  };
}
