import { parseLiteral } from "@ipai/python";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { askPython, canonical, dumpLiteral, hasPython } from "./oracle.ts";

/** Ours and Python's answer to each text, in one form; "error" where there is no value. */
function compare(texts: readonly string[]): { text: string; ours: string; python: string }[] {
  const answers = askPython("literal_oracle.py", texts);
  return texts.map((text, i) => {
    const { value } = parseLiteral(text);
    const python = JSON.parse(answers[i] ?? "null");
    return {
      text,
      ours: value ? canonical(dumpLiteral(value)) : "error",
      python: Array.isArray(python) ? canonical(python) : "error",
    };
  });
}

function differences(texts: readonly string[]) {
  return compare(texts).filter(({ ours, python }) => ours !== python);
}

const SAMPLES = [
  // Numbers
  "0",
  "00",
  "0_0",
  "0_7",
  "0777",
  "08",
  "09.5",
  "01j",
  "1_0j",
  "1.",
  ".5",
  "1.e5",
  "1e5_0",
  "1_2.3_4e5_6",
  "1__0",
  "1_",
  "1e",
  "1e+",
  "1e_5",
  "1._5",
  "0x1F",
  "0X_f",
  "0xfor",
  "0x1g",
  "0x",
  "0b1_0",
  "0B1",
  "0b12",
  "0o17",
  "0O7",
  "0o8",
  "1J",
  ".5J",
  "5.J",
  "1e999",
  "-1e999",
  "1e999j",
  "9".repeat(400),
  "9".repeat(4301),
  "0".repeat(5000),
  // Signs and sums
  "-1",
  "+1",
  "--1",
  "-(1)",
  "-(-1)",
  "(1)+(2j)",
  "1+2j",
  "1 - 2.5j",
  "-1+2j",
  "1+2j+3j",
  "1+(-2j)",
  "1+1",
  "1j+1",
  "-0.0",
  "-0.0+0j",
  "1-0j",
  "-1j",
  "-0j",
  "-True",
  "-...",
  "~1",
  "9".repeat(400) + "+1j",
  "1 +\\\n2j",
  // Strings
  "'a' \"b\" '''c''' \"\"\"d\"\"\"",
  "u'x' U'y'",
  "r'\\n' R'\\''",
  "b'a' B'\\x00\\377\\777' br'\\x' Rb'\\y' rB'z'",
  "u'x' b'y'",
  "ub'x'",
  "bR'x\\'",
  "b'é'",
  "f'x'",
  "'a' f''",
  "rf''",
  "'\\777\\1\\08'",
  "'\\a\\b\\f\\n\\r\\t\\v\\\\\\'\\\"\\q'",
  "'\\x41\\u00e9\\U0001F600'",
  "'\\x4'",
  "'\\u12'",
  "'\\U00110000'",
  "'\\ud800'",
  "b'\\u1234\\N{x}'",
  "r'\\N{x}'",
  "'a\\\nb'",
  "r'a\\\nb'",
  "'a\nb'",
  "'''a\nb'''",
  "''''''",
  "''''",
  "'''''",
  "''''a'''",
  "'''a''''",
  "'a''b'",
  "'",
  '"""',
  "'\\",
  "'é\u{1F600}\u2028'",
  // Containers
  "[]",
  "()",
  "{}",
  "set()",
  "set ( )",
  "(set)",
  "set",
  "set(1)",
  "[1,]",
  "(1,)",
  "(1)",
  "1,",
  "1, 2",
  "(1),",
  "[,]",
  "(,)",
  "{,}",
  "[1,,2]",
  "[1 2]",
  "{1}",
  "{1,}",
  "{1, True, 1.0}",
  "{1: 2,}",
  "{1: 2, 3}",
  "{1, 2: 3}",
  "{1: 'a', True: 'b', 1.0: 'c', 1+0j: 'd'}",
  "{0: 1, -0.0: 2, False: 3}",
  "{'a': 1, u'a': 2}",
  "{b'a': 1, 'a': 2}",
  "{(1, 2): 3, (1.0, 2): 4}",
  "{(): 1, None: 2, ...: 3}",
  "{[]: 1}",
  "{{}: 1}",
  "{(1, []): 1}",
  "{{1}}",
  "{set()}",
  "[set(), {1: [()]}]",
  "[*[]]",
  "{**{}}",
  "{1: 2 for x in y}",
  "[x for x in y]",
  "[1, (2), [3], {4}, {5: 6}]",
  "1e22, {1e22: 1, 10000000000000000000000: 2}",
  // Names and operations
  "True",
  "None",
  "False",
  "...",
  "Ellipsis",
  "x",
  "é",
  "a.b",
  "'a'.b",
  "'a' % 1",
  "'a' + 'b'",
  "1 if 1 else 2",
  "not True",
  "lambda: 1",
  "True()",
  "[1][0]",
  "'a' 1",
  "1 'a'",
  "...1",
  ". . .",
  "1..real",
  "$",
  "?",
  "!",
  // Layout
  "",
  " ",
  " \n",
  "#",
  "# c\n{}",
  "# c\n {}",
  "  {}",
  "\t{}",
  "\f{}",
  "\n\f{}",
  "\n \f{}",
  "\n\t{}",
  "\n\n  \n{}\n  # c\n\n",
  "{}\n\t",
  "{}\n  \n",
  "{}\n{}",
  "{};",
  "{}\\",
  "{}\\\n",
  "{} \\\n",
  "[\n# c\n1,\n\n  2 # d\n]",
  "(\n",
  "[1, 2",
  "{'a': [1, 2}",
  "{}}",
  "\r{}",
  "{'a':\r\n'''x\r\ny\rz'''\r}",
  "'a'\n'b'",
  "('a'\n  'b')",
  "'a' \\\n'b'",
  "\ufeff{}",
  "{}\x1a",
  "1\u00a0",
  "\u2028{}",
  "{'a': '\0'}",
  "{} # \0",
  "-*- coding: latin-1 -*-",
  "# -*- coding: latin-1 -*-\n'é'",
  // Depth
  "[".repeat(200) + "]".repeat(200),
  "[".repeat(201) + "]".repeat(201),
  "(".repeat(100_000),
  "-".repeat(100_000) + "1",
];

const blank = fc.constantFrom("", "", " ", "  ", "\t", "\f", " \\\n ");
const innerBlank = fc.oneof(blank, fc.constantFrom("\n", " # c ]}\n", "\r\n", "\n\n  "));
const quoted = fc
  .tuple(
    fc.constantFrom("", "", "r", "u", "b", "Rb", "BR"),
    fc.constantFrom("'", '"', "'''", '"""'),
    fc.array(
      fc.oneof(
        fc.constantFrom(
          "a",
          "é",
          "\\n",
          "\\'",
          '\\"',
          "\\x41",
          "\\\\",
          "\\7",
          "\\08",
          "\\u00e9",
          "\\\n",
          "#",
          "{",
          "🙂",
          "\\q",
          "'",
          '"',
          "\n",
        ),
        fc.string({ maxLength: 3 }),
      ),
      { maxLength: 6 },
    ),
  )
  .map(([prefix, quote, parts]) => `${prefix}${quote}${parts.join("")}${quote}`);
const number = fc.oneof(
  fc.constantFrom("0", "1", "1.0", "1_000", "0x1F", "0b11", "0o17", "1e3", ".5", "5.", "2j", "1e3J", "0.0", "0j"),
  fc.nat().map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true, min: 0 }).map((x) => String(x)),
  fc.bigInt({ min: 0n, max: 10n ** 40n }).map(String),
);
const scalar = fc.oneof(
  fc.array(quoted, { minLength: 1, maxLength: 3 }).map((parts) => parts.join(" ")),
  number,
  fc.tuple(fc.constantFrom("-", "+"), number).map((parts) => parts.join("")),
  fc.tuple(fc.constantFrom("", "-"), number, fc.constantFrom(" + ", "-"), number).map((parts) => parts.join("")),
  fc.constantFrom("True", "False", "None", "...", "set()"),
);
const { value: literal } = fc.letrec<{ value: string; many: string[] }>((tie) => ({
  value: fc.oneof({ maxDepth: 4, depthIdentifier: "literal" }, scalar, tie("many").chain(container)),
  many: fc.array(tie("value"), { maxLength: 4, depthIdentifier: "literal" }),
}));

function container(items: string[]): fc.Arbitrary<string> {
  return fc
    .tuple(fc.constantFrom("[]", "()", "{}", "{:}"), innerBlank, fc.constantFrom("", ","))
    .map(([kind, gap, last]) => {
      const parts = kind === "{:}" ? items.map((item, i) => `${items[items.length - 1 - i]}${gap}:${item}`) : items;
      return kind[0] + gap + parts.join(`${gap},`) + (parts.length ? last : "") + gap + kind.at(-1);
    });
}

const text = fc
  .tuple(fc.constantFrom("", " ", "\n", "# c\n"), literal, blank, fc.constantFrom("", "\n", "\n# c"))
  .map((parts) => parts.join(""));
const damaged = fc
  .tuple(
    text,
    fc.nat(),
    fc.nat({ max: 2 }),
    fc.constantFrom(
      "",
      " ",
      "'",
      '"',
      "\\",
      ",",
      ":",
      "(",
      "]",
      "}",
      "\n",
      "-",
      "1",
      ".",
      "_",
      "e",
      "j",
      "#",
      "x",
      "set",
      "b",
      "f",
      "é",
    ),
  )
  .map(([source, at, cut, put]) => {
    const characters = [...source];
    characters.splice(at % (characters.length + 1), cut, put);
    return characters.join("");
  });

describe.skipIf(!hasPython())("literals against ast.literal_eval of the installed python3", () => {
  it("agrees on hand-picked texts, and gives one error with a place where Python raises", () => {
    expect(differences(SAMPLES)).toEqual([]);
    for (const sample of SAMPLES) {
      const { value, issues } = parseLiteral(sample);
      const errors = issues.filter((issue) => issue.severity === "error");
      expect(errors.length).toBe(value ? 0 : 1);
      for (const error of errors) expect(error.at?.line).toBeGreaterThan(0);
    }
  });

  it("agrees on names of characters", () => {
    const names = askPython("character_names.py", []);
    expect(names.length).toBeGreaterThan(2000);
    const damagedNames = [
      "",
      "no such",
      "bullet ",
      "CJK UNIFIED IDEOGRAPH-4DC0",
      "cjk unified ideograph-4e00",
      "HANGUL SYLLABLE GX",
      "KEYCAP NUMBER SIGN",
    ];
    expect(differences([...names, ...damagedNames].map((name) => `'\\N{${name}}'`))).toEqual([]);
    expect(differences(["'\\N'", "'\\N{BULLET'", "'\\N{BULLET}\\N{bullet}'", "r'\\N{x}'", "b'\\N{BULLET}'"])).toEqual(
      [],
    );
  });

  it("agrees on generated literals", () => {
    const texts = fc.sample(text, { numRuns: 3000, seed: 19 });
    const answers = compare(texts);
    expect(answers.filter(({ ours, python }) => ours !== python)).toEqual([]);
    // The generator must make real literals, or the comparison above proves nothing.
    expect(answers.filter(({ python }) => python !== "error").length).toBeGreaterThan(1000);
  });

  it("agrees on generated literals with a damaged spot", () => {
    expect(differences(fc.sample(damaged, { numRuns: 3000, seed: 20 }))).toEqual([]);
  });
});
