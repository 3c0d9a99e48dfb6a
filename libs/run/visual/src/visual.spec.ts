import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PNG } from "pngjs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { capturePage, comparePng, differences, findChromium, judgePage, type Look } from "./index.ts";

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
    expect(comparePng(picture(0), picture(0))).toMatchObject({ ssim: 1, tile: { ssim: 1 }, density: 0 });
    expect(comparePng(picture(0), picture(8)).ssim).toBeLessThan(0);
    expect(comparePng(picture(0), picture(0, SIZE / 2)).ssim).toBeLessThan(0.8);
    expect(comparePng(picture(0), picture(0, SIZE / 2)).actual).toEqual({ width: SIZE, height: SIZE / 2 });
    expect(differences(comparePng(picture(0), picture(0, SIZE - 1)), 0)).toContain("96 × 95 pixels, 96 × 96 before");
  });

  it("refuses what is no PNG", () => {
    expect(() => comparePng(Buffer.from("GIF89a, which no PNG begins with"), picture(0))).toThrow(
      "unrecognised content",
    );
  });
});

const LOGIN = `<style>body { font: 16px sans-serif } input { display: block; padding: 8px; border: 1px solid #767676 }
  button { padding: 10px; width: 200px; background: #714b67; color: #fff; border: 0 }</style>
  <h1>Your logo</h1><label>Email<input name="login"></label><label>Password<input name="password" type="password"></label>
  <button>Log in</button><p>Score 46.3 % of 332</p><svg width="14" height="14"><circle cx="7" cy="7" r="6" fill="#393"/></svg>`;

/** Edits that a mean over the page lets pass, the smallest that matter. */
const EDITS: readonly (readonly [what: string, find: string, replace: string])[] = [
  ["no button", "<button>", '<button style="visibility: hidden">'],
  ["no password field", 'type="password"', 'type="password" style="visibility: hidden"'],
  ["a red button", "#714b67", "#a02020"],
  ["another digit", "46.3", "46.8"],
  ["a lost icon", 'fill="#393"', 'fill="none"'],
  ["a word that moved by a pixel", "<p>Score", '<p style="position: relative; left: 1px">Score'],
];

const chromium = findChromium();
const required = (process.env["IPAI_REQUIRE"] ?? "").includes("chromium");

describe.skipIf(!chromium && !required)("pages in Chromium (needs chromium)", { timeout: 240_000 }, () => {
  let folder: string;
  let server: Server;
  let origin: string;
  let served = "";
  const page = (html: string) =>
    `<!doctype html><html lang="en"><head><title>t</title><meta name="viewport" content="width=device-width"></head><body><main>${html}</main></body></html>`;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "ipai-visual-"));
    server = createServer((request, response) => {
      if (request.url === "/page") return response.setHeader("content-type", "text/html").end(served);
      return response.writeHead(404).end();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const PHONE: Look = { views: [{ width: 390, theme: "light" }] };
  async function judge(html: string, update = false, look: Look = PHONE, target = "file"): Promise<string[]> {
    const file = join(folder, "page.html");
    served = page(html);
    writeFileSync(file, served);
    const captures = await capturePage(chromium!, target === "file" ? file : `${origin}/page`, look);
    const options = { baseline: join(folder, "baseline"), outDir: join(folder, "out"), name: "page", update };
    return judgePage(captures, options).map(({ code, message }) => `${code}: ${message}`);
  }
  const some = (code: string) => expect.arrayContaining([expect.stringContaining(code)]);

  it("pass when they are like their baseline, and are red for each way to go wrong", async () => {
    expect(await judge("<h1>Hello</h1><p>World</p>", true)).toEqual([]);
    expect(await judge("<h1>Hello</h1><p>World</p>")).toEqual([]);
    expect(await judge("<h1>Hello</h1><p>World</p><p>More</p>")).toEqual(some("words-changed: + More"));
    expect(await judge('<h1>Hello</h1><p id="wide" style="width:900px">World</p>')).toEqual(some("page-overflow"));
    expect(await judge('<h1>Hello</h1><p style="color:#eee">World</p>')).toEqual(some("page-accessibility"));
    const foreign = '<h1>Hello</h1><p>World</p><script src="https://example.com/x.js"></script>';
    expect(await judge(foreign)).toEqual(some("page-problem"));
  });

  it("show the smallest edits that matter, by the picture alone", async () => {
    expect(await judge(LOGIN, true)).toEqual([]);
    for (const [what, find, replace] of EDITS) {
      const found = await judge(LOGIN.replace(find, replace));
      expect({ what, found }).toEqual({ what, found: some("picture-changed") });
    }
    expect(readFileSync(join(folder, "out/page-390-light.diff.png")).length).toBeGreaterThan(100);
  });

  it("of a running server wait for what is drawn late, mask what differs, and tell what moves", async () => {
    const late = (text: string) =>
      `<h1>Hello</h1><script>setTimeout(() => document.body.firstChild.innerHTML += '<p id="late">${text}</p>', 400)</script>`;
    const ready: Look = { ...PHONE, ready: "#late" };
    expect(await judge(late("here"), true, ready, "url")).toEqual([]);
    expect(await judge(late("here"), false, ready, "url")).toEqual([]);
    expect(await judge(late("gone"), false, ready, "url")).toEqual(some("picture-changed"));

    const dated = (date: string) => `<h1>Hello</h1><p>on <time>${date}</time></p>`;
    const masked: Look = { ...PHONE, masks: ["time"] };
    expect(await judge(dated("2026-01-01"), true, masked, "url")).toEqual([]);
    expect(await judge(dated("2026-09-29"), false, masked, "url")).toEqual([]);

    const moving = "<h1>Hello</h1><p id=n>0</p><script>setInterval(() => n.textContent = Math.random(), 5)</script>";
    expect(await judge(moving, true, PHONE, "url")).toEqual(some("page-flaky"));
    expect(await judge('<h1>Hello</h1><img src="/lost.png" alt="">', true, PHONE, "url")).toEqual(some("404"));
  });
});
