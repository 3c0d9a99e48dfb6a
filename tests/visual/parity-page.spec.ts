import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { renderParityHtml } from "@ipai/report";
import { capturePage, comparePng, findChromium, judgePage, type Capture } from "@ipai/visual";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { exampleContext, exampleReport } from "../../libs/judge/report/src/testing/report.ts";

const chromium = findChromium();
const required = (process.env["IPAI_REQUIRE"] ?? "").includes("chromium");
const update = process.env["UPDATE_PICTURES"] !== undefined;
const baseline = new URL("./parity-page/", import.meta.url).pathname;

/** The negative control of the gates: the smallest edit that matters, one heading that is no longer drawn. */
const BROKEN = process.env["BREAK_PAGE"] ? "<style>h1 { visibility: hidden; }</style>" : "";

/** The lowest SSIM against the baselines of a device, and how many things are said of its pictures. */
function likeness(captures: readonly Capture[], device: "mobile" | "desktop"): { ssim: number; differences: number } {
  const chosen = captures.filter(({ view }) => view.width < 768 === (device === "mobile"));
  const picture = ({ view }: Capture) => readFileSync(join(baseline, `page-${view.width}-${view.theme}.png`));
  const issues = judgePage(chosen, { baseline, name: "page", outDir: mkdtempSync(join(tmpdir(), "ipai-page-")) });
  const ssim = Math.min(...chosen.map((capture) => comparePng(picture(capture), capture.png).ssim));
  return { ssim, differences: issues.length };
}

describe.skipIf(!chromium && !required)("the parity page (needs chromium)", { timeout: 300_000 }, () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "ipai-page-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("looks as it did at 390 and 1440 px in both themes, fits, is accessible, asks nobody", async () => {
    const page = join(folder, "index.html");
    writeFileSync(page, renderParityHtml(exampleReport(), exampleContext()) + BROKEN);
    const captures = await capturePage(chromium!, page);
    const issues = judgePage(captures, { baseline, name: "page", outDir: join(folder, "out"), update });
    for (const device of ["mobile", "desktop"] as const) {
      const { ssim, differences } = likeness(captures, device);
      console.log(`SSIM ${device} ${ssim.toFixed(4)}\nDIFFERENCES ${device} ${differences}`);
    }
    expect(issues, "if it is right, run `UPDATE_PICTURES=1 npx vitest run tests/visual`").toEqual([]);
  });
});
