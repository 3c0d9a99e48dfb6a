import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { renderParityHtml } from "@ipai/report";
import { findChromium, usePage, type View } from "@ipai/visual";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { exampleContext, exampleReport } from "../../libs/judge/report/src/testing/report.ts";

const chromium = findChromium();
const required = (process.env["IPAI_REQUIRE"] ?? "").includes("chromium");
const REPOSITORIES = 60;
const MODULES = 3000;

/** Each module needs the one 60 before it, so that a chain runs through its repository, and all need `module_0`. */
const modules = Array.from({ length: MODULES }, (_, index) => ({
  name: `module_${index}`,
  repository: `OCA/repository-${index % REPOSITORIES}`,
  category: "Tools",
  depends: index === 0 ? [] : [...new Set(["module_0", `module_${Math.max(0, index - REPOSITORIES)}`])],
}));

const desk: View = { width: 1440, theme: "light" };

describe.skipIf(!chromium && !required)("the graph of 3,000 modules (needs chromium)", { timeout: 180_000 }, () => {
  let folder: string;
  let file: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "ipai-graph-"));
    file = join(folder, "index.html");
    writeFileSync(file, renderParityHtml(exampleReport(), { ...exampleContext(), modules }));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("begins folded, and finds a module with all that it needs and that needs it", async () => {
    const seen = await usePage(chromium!, file, desk, async (page) => {
      const count = (selector: string) => page.locator(`#graph-view ${selector}`).count();
      const panel = () => page.locator("#graph-panel").innerText();
      const begins = { groups: await count(".group.top"), nodes: await count(".node") };
      await page.fill("#graph-q", "module_2947");
      await page.locator("#graph-q").press("Enter");
      const focus = { focused: await count(".node.focus"), panel: await panel() };
      await page.locator("#graph-panel").getByRole("button", { name: "module_2887" }).click();
      const followed = await page.inputValue("#graph-q");
      await page.locator("#graph-view").focus();
      const before = await page.getAttribute("#graph-view svg", "viewBox");
      await page.keyboard.press("+");
      await page.keyboard.press("ArrowRight");
      const moved = (await page.getAttribute("#graph-view svg", "viewBox")) !== before;
      await page.keyboard.press("Escape");
      return { begins, focus, followed, moved, ends: await panel() };
    });
    expect(seen.begins.groups).toBe(REPOSITORIES);
    expect(seen.begins.nodes).toBe(0);
    expect(seen.focus.focused).toBe(1);
    // 2947 = 7 + 49 * 60: module_7 … module_2887 before it, and module_0 that all need; nothing after it needs it.
    expect(seen.focus.panel).toContain("Depends on 2 directly, 50 in all");
    expect(seen.focus.panel).toContain("Needed by 0 directly, 0 in all");
    expect(seen.followed).toBe("module_2887");
    expect(seen.moved).toBe(true);
    expect(seen.ends).toContain(`${MODULES} modules`);
  });

  it("is drawn whole around a module that all others need", async () => {
    const drawn = await usePage(chromium!, file, desk, async (page) => {
      await page.fill("#graph-q", "module_0");
      await page.locator("#graph-q").press("Enter");
      return {
        nodes: await page.locator("#graph-view circle").count(),
        panel: await page.locator("#graph-panel").innerText(),
      };
    });
    expect(drawn.panel).toContain(`${MODULES - 1} in all`);
    expect(drawn.nodes).toBeGreaterThan(REPOSITORIES);
  });

  it("prints dark ink on white paper, without what only a screen can use", async () => {
    const printed = await usePage(chromium!, file, { width: 1440, theme: "dark" }, async (page) => {
      await page.emulateMedia({ media: "print", colorScheme: "dark" });
      const colours = await page.evaluate(
        "(({ color, backgroundColor }) => [color, backgroundColor])(getComputedStyle(document.body))",
      );
      const hidden = await Promise.all(
        [".filters", ".graph .tools", "#graph-panel", "nav"].map((it) => page.locator(it).first().isVisible()),
      );
      return { colours, hidden, title: await page.locator("h1").isVisible() };
    });
    expect(printed.colours).toEqual(["rgb(29, 36, 48)", "rgb(255, 255, 255)"]);
    expect(printed.hidden).toEqual([false, false, false, false]);
    expect(printed.title).toBe(true);
  });
});
