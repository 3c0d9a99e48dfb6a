import * as fc from "fast-check";
import { expect, test } from "vitest";
import { scanCsv } from "../../libs/read/module/src/data/csv-rows.ts";
import { askPython, hasPython } from "./oracle.ts";

const PIECES = ["a", "b c", "1", ",", ",", '"', '"', '""', '"x"', "\n", "\n", "\r\n", "\r", " ", "é", '"a\nb"', ",,"];

function ours(text: string): unknown {
  const rows: [number, string[]][] = [];
  const broken = scanCsv(text, (cells, line) => rows.push([line, cells]));
  return { rows, broken };
}

test.skipIf(!hasPython())("rows, their lines and what is broken are those of Python's csv [needs python3]", () => {
  const texts = fc.sample(
    fc.array(fc.constantFrom(...PIECES), { maxLength: 14 }).map((pieces) => pieces.join("")),
    { numRuns: 4000, seed: 7 },
  );
  const answers = askPython("csv_oracle.py", texts).map((answer) => JSON.parse(answer) as { broken: number | null });
  const wrong = texts.flatMap((text, index) => {
    const [mine, python] = [JSON.stringify(ours(text)), JSON.stringify(answers[index])];
    return mine === python ? [] : [{ text, mine, python }];
  });
  expect(wrong.slice(0, 5)).toEqual([]);
  expect(answers.filter(({ broken }) => broken !== null).length).toBeGreaterThan(500);
  expect(answers.filter(({ broken }) => broken === null).length).toBeGreaterThan(500);
});
