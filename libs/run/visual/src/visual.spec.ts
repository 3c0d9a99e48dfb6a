import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PNG } from "pngjs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { capturePage, comparePng, findChromium, judgePage } from "./index.ts";

const SIZE = 96;

/** Stripes whose phase and size can be moved. */
function picture(shift: number, height = SIZE): Buffer {
  const png = new PNG({ width: SIZE, height });
  for (let at = 0; at < SIZE * height; at += 1) {
    const dark = Math.floor(((at % SIZE) + shift) / 8) % 2 === 0;
    png.data.fill(dark ? 20 : 230, at * 4, at * 4 + 3);
    png.data[at * 4 + 3] = 255;
  }
  return PNG.sync.write(png);
}

describe("comparePng", () => {
  it("is 1 for equal pictures, high for a slight change, low for another picture", () => {
    expect(comparePng(picture(0), picture(0)).ssim).toBe(1);
    expect(comparePng(picture(0), picture(8)).ssim).toBeLessThan(0);
    expect(comparePng(picture(0), picture(0, SIZE / 2)).ssim).toBeLessThan(0.8);
    expect(comparePng(picture(0), picture(0, SIZE / 2)).actual).toEqual({ width: SIZE, height: SIZE / 2 });
  });

  it("refuses what is no PNG", () => {
    expect(() => comparePng(Buffer.from("GIF89a, which no PNG begins with"), picture(0))).toThrow(
      "unrecognised content",
    );
  });
});

const chromium = findChromium();
const required = (process.env["IPAI_REQUIRE"] ?? "").includes("chromium");

describe.skipIf(!chromium && !required)("pages in Chromium (needs chromium)", { timeout: 120_000 }, () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "ipai-visual-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  async function judge(html: string, update: boolean): Promise<string[]> {
    const page = join(folder, "page.html");
    writeFileSync(
      page,
      `<!doctype html><html lang="en"><head><title>t</title><meta name="viewport" content="width=device-width"></head><body><main>${html}</main></body></html>`,
    );
    const captures = await capturePage(chromium!, page, [{ width: 390, theme: "light" }]);
    return judgePage(captures, {
      baseline: join(folder, "baseline"),
      outDir: join(folder, "out"),
      name: "page",
      update,
    }).map(({ code }) => code);
  }

  it("passes a page that is like its baseline, and is red for each way to go wrong", async () => {
    expect(await judge("<h1>Hello</h1><p>World</p>", true)).toEqual([]);
    expect(await judge("<h1>Hello</h1><p>World</p>", false)).toEqual([]);
    expect(await judge('<h1>Hello</h1><div style="background:#06c;height:600px"></div>', false)).toContain(
      "picture-changed",
    );
    expect(await judge('<h1>Hello</h1><p id="wide" style="width:900px">World</p>', false)).toContain("page-overflow");
    expect(await judge('<h1>Hello</h1><p style="color:#eee;background:#fff">World</p>', false)).toContain(
      "page-accessibility",
    );
    expect(await judge('<h1>Hello</h1><p>World</p><script src="https://example.com/x.js"></script>', false)).toContain(
      "page-problem",
    );
  });
});
