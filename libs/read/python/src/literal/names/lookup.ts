import { brotliDecompressSync } from "node:zlib";
import { TABLE } from "./table.ts";

/** Code point of the character that a name or alias of Unicode means, as `unicodedata.lookup` has it. */
export function lookupName(name: string): number | undefined {
  return ideograph(name) ?? syllable(name) ?? (table ??= readTable()).get(name.toUpperCase());
}

let table: Map<string, number> | undefined;

/** Names in the order of their code points; `HEX;NAME` where one does not follow on the one before. */
function readTable(): Map<string, number> {
  const names = new Map<string, number>();
  let code = -1;
  for (const line of brotliDecompressSync(Buffer.from(TABLE, "base64")).toString().trimEnd().split("\n")) {
    const [first = "", named] = line.split(";");
    code = named === undefined ? code + 1 : Number.parseInt(first, 16);
    names.set(named ?? first, code);
  }
  return names;
}

/** Blocks of unified ideographs, whose names are their code points. */
const IDEOGRAPHS = [
  [0x3400, 0x4dbf],
  [0x4e00, 0x9fff],
  [0x20000, 0x2a6df],
  [0x2a700, 0x2b738],
  [0x2b740, 0x2b81d],
  [0x2b820, 0x2cea1],
  [0x2ceb0, 0x2ebe0],
  [0x30000, 0x3134a],
] as const;

function ideograph(name: string): number | undefined {
  const digits = /^CJK UNIFIED IDEOGRAPH-([0-9A-F]{4,5})$/.exec(name)?.[1];
  const code = Number.parseInt(digits ?? "", 16);
  return IDEOGRAPHS.some(([first, last]) => code >= first && code <= last) ? code : undefined;
}

const INITIAL = "G GG N D DD R M B BB S SS  J JJ C K T P H".split(" ");
const VOWEL = "A AE YA YAE EO E YEO YE O WA WAE OE YO U WEO WE WI YU EU YI I".split(" ");
const FINAL = " G GG GS N NJ NH D L LG LM LB LS LT LP LH M B BS S SS NG J C K T P H".split(" ");

/** A Hangul syllable's name spells its letters. */
function syllable(name: string): number | undefined {
  const [, initial, vowel, final] =
    /^HANGUL SYLLABLE ([BCDGHJKMNPRST]*)([AEIOUWY]+)([BCDGHJKLMNPST]*)$/.exec(name) ?? [];
  const places = [INITIAL.indexOf(initial ?? "?"), VOWEL.indexOf(vowel ?? "?"), FINAL.indexOf(final ?? "?")] as const;
  if (places.includes(-1)) return undefined;
  return 0xac00 + (places[0] * VOWEL.length + places[1]) * FINAL.length + places[2];
}
