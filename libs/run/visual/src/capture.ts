import { accessSync, constants } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium, type Browser, type BrowserContext, type Page } from "playwright-core";

export type Theme = "light" | "dark";

export interface View {
  /** CSS pixels. */
  readonly width: number;
  readonly theme: Theme;
}

/** A phone and a desk, by day and by night. */
export const VIEWS: readonly View[] = [390, 1440].flatMap((width) =>
  (["light", "dark"] as const).map((theme) => ({ width, theme })),
);

export interface AxeViolation {
  readonly id: string;
  readonly impact: string;
  readonly help: string;
  /** CSS selectors of the elements. */
  readonly targets: readonly string[];
}

export interface Capture {
  readonly view: View;
  readonly png: Buffer;
  /** Elements that reach beyond the width, which makes a page scroll sideways. */
  readonly overflow: readonly string[];
  /** What axe-core calls serious or critical. */
  readonly violations: readonly AxeViolation[];
  /** Errors of scripts and requests that the page made although it should make none. */
  readonly problems: readonly string[];
}

/** Path of a Chromium of this machine, `$CHROMIUM` first; null where there is none. */
export function findChromium(env: NodeJS.ProcessEnv = process.env): string | null {
  const names = ["chromium", "chromium-browser", "google-chrome"];
  const places = (env["PATH"] ?? "").split(delimiter).flatMap((folder) => names.map((name) => join(folder, name)));
  return [env["CHROMIUM"], ...places].find((path) => path !== undefined && isExecutable(path)) ?? null;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Opens a page (file or URL) in headless Chromium at each view and takes it whole: picture, sideways overflow,
 * accessibility, errors. A file is opened with the network off. Throws where Chromium does not start.
 */
export async function capturePage(
  executable: string,
  page: string,
  views: readonly View[] = VIEWS,
): Promise<Capture[]> {
  return withBrowser(executable, async (browser) => {
    const captures: Capture[] = [];
    for (const view of views) captures.push(await captureView(browser, page, view));
    return captures;
  });
}

/** Opens a page (file or URL) at one view for `use`, which acts as a reader would. Throws where Chromium does not start. */
export async function usePage<T>(
  executable: string,
  target: string,
  view: View,
  use: (page: Page) => Promise<T>,
): Promise<T> {
  return withBrowser(executable, async (browser) => {
    const context = await openContext(browser, urlOf(target), view);
    const page = await context.newPage();
    await page.goto(urlOf(target), { waitUntil: "load" });
    return use(page);
  });
}

async function withBrowser<T>(executable: string, work: (browser: Browser) => Promise<T>): Promise<T> {
  const browser = await chromium.launch({
    executablePath: executable,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--font-render-hinting=none",
    ],
  });
  try {
    return await work(browser);
  } finally {
    await browser.close();
  }
}

function urlOf(target: string): string {
  return /^https?:/.test(target) ? target : pathToFileURL(resolve(target)).href;
}

function openContext(browser: Browser, url: string, view: View): Promise<BrowserContext> {
  return browser.newContext({
    viewport: { width: view.width, height: 900 },
    colorScheme: view.theme,
    reducedMotion: "reduce",
    offline: url.startsWith("file:"),
  });
}

async function captureView(browser: Browser, target: string, view: View): Promise<Capture> {
  const url = urlOf(target);
  const context = await openContext(browser, url, view);
  const page = await context.newPage();
  const problems: string[] = [];
  page.on("pageerror", (error) => problems.push(`script error: ${error.message}`));
  page.on("request", (request) => {
    if (request.url() !== url && !/^(data|blob):/.test(request.url())) problems.push(`request: ${request.url()}`);
  });
  await page.goto(url, { waitUntil: "load" });
  const overflow = await page.evaluate(elementsBeyondWidth);
  const violations = await examine(page);
  const png = await page.screenshot({ fullPage: true, animations: "disabled" });
  await context.close();
  return { view, png, overflow, violations, problems };
}

/** Runs in the page: visible elements wider than the window, unless a parent lets them scroll. */
function elementsBeyondWidth(): string[] {
  const { document, getComputedStyle, innerWidth } = globalThis as unknown as {
    document: { querySelectorAll(selector: string): Iterable<PageElement> };
    getComputedStyle(element: PageElement): { overflowX: string };
    innerWidth: number;
  };
  const scrolls = (element: PageElement | null): boolean =>
    element !== null &&
    (["auto", "scroll", "hidden", "clip"].includes(getComputedStyle(element).overflowX) ||
      scrolls(element.parentElement));
  const found: string[] = [];
  for (const element of document.querySelectorAll("body *")) {
    if (element.getBoundingClientRect().right > innerWidth + 1 && !scrolls(element.parentElement)) {
      found.push(`${element.tagName.toLowerCase()}${element.id ? `#${element.id}` : ""}`);
    }
  }
  return found.slice(0, 10);
}

interface PageElement {
  readonly tagName: string;
  readonly id: string;
  readonly parentElement: PageElement | null;
  getBoundingClientRect(): { right: number };
}

async function examine(page: Page): Promise<AxeViolation[]> {
  await page.addScriptTag({ path: createRequire(import.meta.url).resolve("axe-core/axe.min.js") });
  const found = (await page.evaluate("axe.run(document, { resultTypes: ['violations'] })")) as {
    violations: { id: string; impact: string; help: string; nodes: { target: string[] }[] }[];
  };
  return found.violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, impact, help, nodes }) => ({
      id,
      impact,
      help,
      targets: nodes.slice(0, 5).map(({ target }) => target.join(" ")),
    }));
}
