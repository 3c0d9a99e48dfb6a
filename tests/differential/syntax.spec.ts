import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { isFault, parseExpression, parseProgram } from "@ipai/python";
import { describe, expect, it } from "vitest";
import { askPython, hasPython } from "./oracle.ts";

const ROOT = process.env["ODOO_SRC"]
  ? join(process.env["ODOO_SRC"], "odoo/addons/base")
  : resolve(import.meta.dirname, "../../addons");

function pythonFiles(): string[] {
  const paths = readdirSync(ROOT, { recursive: true, encoding: "utf8" });
  return paths.filter((path) => path.endsWith(".py")).map((path) => readFileSync(join(ROOT, path), "utf8"));
}

/** Texts with one token taken out, doubled or exchanged: most are no Python any more, some still are. */
function mutated(text: string): string[] {
  const tokens = [...text.matchAll(/\w+|[^\w\s]/g)];
  return [3, 7, 11].flatMap((step) => {
    const { 0: token, index } = tokens[Math.floor((tokens.length * step) / 13)] ?? { 0: "", index: 0 };
    const [before, after] = [text.slice(0, index), text.slice(index + token.length)];
    return [`${before}${after}`, `${before}${token} ${token}${after}`, `${before}=${after}`, `${before}(${after}`];
  });
}

/** Texts of which CPython says another thing than our parser. */
function judgedOtherwise(texts: readonly string[]): string[] {
  const answers = askPython("syntax_oracle.py", texts).map((line) => JSON.parse(line) as [boolean, boolean]);
  const different = texts.filter((text, i) => isFault(parseProgram(text)) === answers[i]![0]);
  return different.map((text) => text.slice(0, 400));
}

describe.skipIf(!hasPython())("the syntax of Python, as CPython has it", () => {
  it("takes every file", { timeout: 120_000 }, () => {
    expect(judgedOtherwise(pythonFiles())).toEqual([]);
  });

  it("refuses what CPython refuses", { timeout: 120_000 }, () => {
    const short = pythonFiles().filter((text) => text.length < 6000);
    expect(judgedOtherwise(short.slice(0, 60).flatMap(mutated))).toEqual([]);
  });

  it("reads expressions over several lines, and none that is cut short", () => {
    const texts = [
      "a or\n b",
      "[('x', '=', 1),]",
      "'x' +",
      "{'a': b for b in c}",
      "lambda: 0",
      "a if b",
      "f(a=1, 2)",
      "x := 1",
      "1 2",
    ];
    const answers = askPython("syntax_oracle.py", texts).map((line) => JSON.parse(line) as [boolean, boolean]);
    expect(texts.map((text) => !isFault(parseExpression(text)))).toEqual(
      answers.map(([, asExpression]) => asExpression),
    );
  });
});
