import { BadEscape, unescapeText } from "../literal/string.ts";
import { SyntaxFault } from "../structure/lines.ts";

type Text = { kind: "str" | "bytes"; value: string } | { kind: "format" };

const STRING = /^([a-zA-Z]*)("""|'''|"|')([^]*)\2$/;

/** What adjacent string tokens are together; bytes keep their source. */
export function textOf(tokens: readonly string[], offset: number): Text {
  let value = "";
  const kinds = new Set<string>();
  for (const token of tokens) {
    const [, prefix = "", , body = ""] = STRING.exec(token) ?? [];
    const flags = prefix.toLowerCase();
    kinds.add(flags.includes("b") ? "bytes" : flags.includes("f") ? "format" : "str");
    value += flags.includes("r") || flags.includes("b") || !body.includes("\\") ? body : unescaped(body, offset);
  }
  if (kinds.has("bytes")) {
    if (kinds.size > 1) throw new SyntaxFault("bytes and text cannot be joined", offset);
    return { kind: "bytes", value };
  }
  return kinds.has("format") ? { kind: "format" } : { kind: "str", value };
}

function unescaped(body: string, offset: number): string {
  try {
    return unescapeText(body);
  } catch (error) {
    if (error instanceof BadEscape) throw new SyntaxFault(error.message, offset);
    throw error;
  }
}
