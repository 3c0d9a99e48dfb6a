import { statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { plant } from "./spec-support.ts";
import { StatIndex } from "./stat-index.ts";

const anHourAgo = new Date(Date.now() - 3_600_000);

function hashed(index: StatIndex, file: string): string[] {
  const calls: string[] = [];
  index.oid("a.py", statSync(file), () => {
    calls.push(file);
    return "0".repeat(40);
  });
  index.save();
  return calls;
}

it("hashes a file again only when its stat changed", async () => {
  const folder = plant({ "a.py": "A = 1\n" });
  const [file, kept] = [join(folder, "a.py"), join(folder, "index.json")];
  utimesSync(file, anHourAgo, anHourAgo);
  await new Promise((done) => setTimeout(done, 2100));
  expect(hashed(new StatIndex(kept), file)).toEqual([file]);
  expect(hashed(new StatIndex(kept), file)).toEqual([]);
  writeFileSync(file, "A = 2\n");
  utimesSync(file, anHourAgo, anHourAgo);
  expect(hashed(new StatIndex(kept), file)).toEqual([file]);
});

it("does not trust a file that was changed a moment before it was hashed", () => {
  const folder = plant({ "a.py": "A = 1\n" });
  const [file, kept] = [join(folder, "a.py"), join(folder, "index.json")];
  expect(hashed(new StatIndex(kept), file)).toEqual([file]);
  expect(hashed(new StatIndex(kept), file)).toEqual([file]);
});

it("starts anew from a damaged index", () => {
  const folder = plant({ "a.py": "A = 1\n", "index.json": "{ broken" });
  expect(hashed(new StatIndex(join(folder, "index.json")), join(folder, "a.py"))).toHaveLength(1);
});
