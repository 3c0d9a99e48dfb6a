import { NoAttributes, type XmlHandlers } from "./events.ts";
import { resolveReferences } from "./references.ts";

const DECLARATION = /^<\?xml version=(["'])1\.0\1(?: encoding=(["'])[A-Za-z][\w.-]*\2)?[ \t\n]*\?>/;
/** https://www.w3.org/TR/xml/#NT-Char: a lone surrogate is none either. */
const NOT_CHAR = /[^\t\n\r -\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;
const OPENING = /<([A-Za-z_:][\w:.-]*)/y;
/** A value that needs no work is in group 2 or 3, any other in 4 with its quotes. */
const ATTRIBUTE =
  /[ \t\n]+([A-Za-z_:][\w:.-]*)[ \t\n]*=[ \t\n]*(?:"([^"<&\t\n]*)"|'([^'<&\t\n]*)'|("[^"<]*"|'[^'<]*'))/y;
const OPENED = /[ \t\n]*\/?>/y;

const [BANG, SLASH, GREATER] = [0x21, 0x2f, 0x3e];

/**
 * Reads what nearly every file is made of: elements and attributes with names in ASCII, text, comments, CDATA sections.
 * At all else, rare or malformed, it gives up: {@link readStrictly} judges that.
 *
 * @param text with its line ends normalised to `\n`
 * @returns null when the text was read to its end, else the number of events handed over so far
 */
export function readPlain(text: string, handlers: XmlHandlers, maxDepth: number): number | null {
  if (NOT_CHAR.test(text)) return 0;
  const reader = new PlainReader(text, handlers, maxDepth);
  return reader.read() ? null : reader.given;
}

class PlainReader {
  given = 0;
  private readonly text: string;
  private readonly handlers: XmlHandlers;
  private readonly maxDepth: number;
  private readonly hasReferences: boolean;
  private readonly hasSectionEnds: boolean;
  /** Tags of the elements around `at`. */
  private readonly around: string[] = [];
  private sawRoot = false;
  private at: number;
  private line = 1;
  private lineStart = 0;
  private lineEnd: number;

  constructor(text: string, handlers: XmlHandlers, maxDepth: number) {
    this.text = text;
    this.handlers = handlers;
    this.maxDepth = maxDepth;
    this.hasReferences = text.includes("&");
    this.hasSectionEnds = text.includes("]]>");
    this.at = DECLARATION.exec(text)?.[0].length ?? 0;
    this.lineEnd = text.indexOf("\n");
  }

  /** True at the end of a well-formed document. */
  read(): boolean {
    const { text } = this;
    for (;;) {
      const start = text.indexOf("<", this.at);
      if (start === -1) return this.around.length === 0 && this.sawRoot && this.readText(text.length);
      if (start > this.at && !this.readText(start)) return false;
      const next = text.charCodeAt(start + 1);
      if (!(next === SLASH ? this.readEnd(start) : next === BANG ? this.readAside(start) : this.readStart(start)))
        return false;
    }
  }

  private readText(end: number): boolean {
    const raw = this.text.slice(this.at, end);
    if (this.around.length === 0) return !/[^ \t\n]/.test(raw);
    if (this.hasSectionEnds && raw.includes("]]>")) return false;
    const text = this.hasReferences ? resolveReferences(raw) : raw;
    if (text === null) return false;
    this.given++;
    this.handlers.text?.(text);
    return true;
  }

  private readStart(start: number): boolean {
    OPENING.lastIndex = start;
    const tag = OPENING.exec(this.text)?.[1];
    if (tag === undefined || this.around.length === this.maxDepth) return false;
    if (this.around.length === 0 && this.sawRoot) return false;
    this.at = OPENING.lastIndex;
    const attributes = this.readAttributes();
    OPENED.lastIndex = this.at;
    if (!attributes || !OPENED.test(this.text)) return false;
    this.at = OPENED.lastIndex;
    this.sawRoot = true;
    this.countLines(start);
    this.given++;
    this.handlers.open(tag, attributes, this.line, start - this.lineStart + 1);
    if (this.text.charCodeAt(this.at - 2) === SLASH) this.close(tag);
    else this.around.push(tag);
    return true;
  }

  private readAttributes(): Record<string, string> | null {
    const attributes = new NoAttributes();
    ATTRIBUTE.lastIndex = this.at;
    for (let match = ATTRIBUTE.exec(this.text); match; match = ATTRIBUTE.exec(this.text)) {
      this.at = ATTRIBUTE.lastIndex;
      const name = match[1] as string;
      const value = match[2] ?? match[3] ?? attributeValue(match[4] as string);
      if (value === null || attributes[name] !== undefined) return null;
      attributes[name] = value;
    }
    return attributes;
  }

  private readEnd(start: number): boolean {
    const tag = this.around.pop();
    if (tag === undefined || !this.text.startsWith(tag, start + 2)) return false;
    this.at = start + tag.length + 3;
    if (this.text.charCodeAt(this.at - 1) !== GREATER) return false;
    this.close(tag);
    return true;
  }

  private close(tag: string): void {
    this.given++;
    this.handlers.close(tag);
  }

  private readAside(start: number): boolean {
    const { text } = this;
    if (text.startsWith("<![CDATA[", start)) return this.around.length > 0 && this.readSection(start + 9);
    const end = text.startsWith("<!--", start) ? text.indexOf("--", start + 4) : -1;
    if (end === -1 || text.charCodeAt(end + 2) !== GREATER) return false;
    this.at = end + 3;
    this.countLines(end);
    this.given++;
    this.handlers.comment?.(text.slice(start + 4, end), this.line);
    return true;
  }

  private readSection(start: number): boolean {
    const end = this.text.indexOf("]]>", start);
    if (end === -1) return false;
    this.at = end + 3;
    this.given++;
    this.handlers.text?.(this.text.slice(start, end));
    return true;
  }

  /** Moves `line` to that of a place further on. */
  private countLines(to: number): void {
    while (this.lineEnd !== -1 && this.lineEnd < to) {
      this.line++;
      this.lineStart = this.lineEnd + 1;
      this.lineEnd = this.text.indexOf("\n", this.lineStart);
    }
  }
}

/** https://www.w3.org/TR/xml/#AVNormalize */
function attributeValue(quoted: string): string | null {
  return resolveReferences(quoted.slice(1, -1).replace(/[\t\n]/g, " "));
}
