import type { XmlNode } from "@ipai/xml";

const WORD = /[\w.-]+/g;
const SHOWN = 3;

/**
 * Elements that a spec without a match may have meant, nearest first: those that share most words (tags, names,
 * values) with it, then those whose name is spelled most alike.
 */
export function nearestElements(root: XmlNode, spec: XmlNode): string[] {
  const wanted = words(spec.tag === "xpath" ? (spec.get("expr") ?? "") : specText(spec));
  const scored = new Map<string, number>();
  for (const node of root.walk()) {
    const shown = startTag(node);
    if (!scored.has(shown)) scored.set(shown, likeness(wanted, words(shown)));
  }
  return [...scored]
    .filter(([, score]) => score > 0)
    .sort(([, a], [, b]) => b - a)
    .slice(0, SHOWN)
    .map(([shown]) => shown);
}

/** Only what identifies an element: a full start tag would drown it. */
function startTag(node: XmlNode): string {
  const named = ["name", "id", "t-name", "class", "string"].find((name) => node.get(name) !== undefined);
  return named ? `<${node.tag} ${named}="${node.get(named)}">` : `<${node.tag}>`;
}

function specText(spec: XmlNode): string {
  const attributes = Object.entries(spec.attributes).filter(([name]) => name !== "position");
  return [spec.tag, ...attributes.flat()].join(" ");
}

function words(text: string): Set<string> {
  const noise = new Set(["name", "id", "class", "string", "hasclass", "contains", "and", "or", "not"]);
  return new Set((text.match(WORD) ?? []).filter((word) => !noise.has(word)));
}

/** Sum over the wanted words of how alike the most similar given word is, squared so that one near match counts most. */
function likeness(wanted: ReadonlySet<string>, given: ReadonlySet<string>): number {
  let sum = 0;
  for (const word of wanted) sum += Math.max(0, ...Array.from(given, (other) => similarity(word, other))) ** 2;
  return sum;
}

/** Share of two-letter pieces that two words have in common (Dice's coefficient), 0 below a half. */
function similarity(a: string, b: string): number {
  if (a === b) return 1;
  const [left, right] = [pieces(a), pieces(b)];
  const shared = left.filter((piece) => right.includes(piece)).length;
  const dice = (2 * shared) / (left.length + right.length || 1);
  return dice < 0.5 ? 0 : dice;
}

function pieces(word: string): string[] {
  return Array.from({ length: Math.max(0, word.length - 1) }, (_, index) => word.slice(index, index + 2));
}
