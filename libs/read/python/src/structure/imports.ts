import type { PyImport, Span } from "./types.ts";

const IMPORT = /(?:from(?=[\s.\\])(?<from>[\s\\.\w]*?)[\s\\]*\bimport\b|import\b)(?<names>[^]*)/y;

/** The import statement that the span is; null for any other statement. */
export function parseImport(text: string, span: Span, guards: readonly string[]): PyImport | null {
  // Two letters tell nearly every other statement apart without a regular expression.
  const head = text.slice(span.start, span.start + 2);
  if (head !== "im" && head !== "fr") return null;
  IMPORT.lastIndex = 0;
  const groups = IMPORT.exec(text.slice(span.start, span.end))?.groups;
  if (!groups) return null;
  const [dots = "", from] = splitDots(groups.from);
  return {
    kind: "import",
    offset: span.start,
    guards,
    level: dots.length,
    from,
    names: parseNames(groups.names ?? ""),
  };
}

function splitDots(from: string | undefined): [string, string | null] {
  if (from === undefined) return ["", null];
  const name = from.replace(/[\s\\]/g, "");
  const dots = /^\.*/.exec(name)?.[0] ?? "";
  return [dots, name.slice(dots.length)];
}

function parseNames(list: string): PyImport["names"] {
  const bare = list.replace(/#[^\n]*/g, "").replace(/[()\\]/g, " ");
  const names: { name: string; as?: string }[] = [];
  for (const part of bare.split(",")) {
    const text = part.trim();
    if (/^\S+$/.test(text)) names.push({ name: text });
    else if (text) names.push({ name: text.split(/\s+/)[0] ?? "", as: text.split(/\s+/)[2] ?? "" });
  }
  return names;
}
