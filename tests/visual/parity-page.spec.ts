import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { renderParityHtml } from "@ipai/report";
import { capturePage, findChromium, judgePage } from "@ipai/visual";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { exampleContext, exampleReport } from "../../libs/report/src/testing/report.ts";

const chromium = findChromium();
const required = (process.env["IPAI_REQUIRE"] ?? "").includes("chromium");
const update = process.env["UPDATE_PICTURES"] !== undefined;
const baseline = new URL("./parity-page/", import.meta.url).pathname;

describe.skipIf(!chromium && !required)("the parity page (needs chromium)", { timeout: 300_000 }, () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "ipai-page-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("looks as it did at 390 and 1440 px in both themes, fits, is accessible, asks nobody", async () => {
    const page = join(folder, "index.html");
    writeFileSync(page, renderParityHtml(exampleReport(), exampleContext()));
    const captures = await capturePage(chromium!, page);
    const issues = judgePage(captures, { baseline, name: "page", outDir: join(folder, "out"), update });
    expect(issues, "if it is right, run `UPDATE_PICTURES=1 npx vitest run tests/visual`").toEqual([]);
  });
});
