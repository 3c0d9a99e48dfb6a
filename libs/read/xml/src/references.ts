const ENTITIES = new Map([
  ["amp", "&"],
  ["lt", "<"],
  ["gt", ">"],
  ["quot", '"'],
  ["apos", "'"],
]);

/** Text with its references replaced; null where one is none, or is to an entity that XML itself does not define. */
export function resolveReferences(text: string): string | null {
  let resolved = "";
  let at = 0;
  for (let start = text.indexOf("&"); start !== -1; start = text.indexOf("&", at)) {
    const end = text.indexOf(";", start);
    const character = characterOf(text.slice(start + 1, end === -1 ? start : end));
    if (character === undefined) return null;
    resolved += text.slice(at, start) + character;
    at = end + 1;
  }
  return at === 0 ? text : resolved + text.slice(at);
}

function characterOf(name: string): string | undefined {
  if (!name.startsWith("#")) return ENTITIES.get(name);
  const code = /^#\d+$/.test(name)
    ? Number(name.slice(1))
    : /^#x[\da-fA-F]+$/.test(name)
      ? Number(`0${name.slice(1)}`)
      : NaN;
  return isCharacter(code) ? String.fromCodePoint(code) : undefined;
}

/** https://www.w3.org/TR/xml/#NT-Char */
function isCharacter(code: number): boolean {
  if (code < 0x20) return code === 0x9 || code === 0xa || code === 0xd;
  return code <= 0xd7ff || (code >= 0xe000 && code <= 0xfffd) || (code >= 0x10000 && code <= 0x10ffff);
}
