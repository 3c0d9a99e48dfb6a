import type { Browser, Page } from "playwright-core";
import { openContext, urlOf, VIEWS, withBrowser, type View } from "./browser.ts";
import { findViolations, type AxeViolation } from "./inspect/accessibility.ts";
import { findOverflow } from "./inspect/overflow.ts";
import { listenForProblems } from "./inspect/problems.ts";

export interface Capture {
  readonly view: View;
  readonly png: Buffer;
  /** What a reader reads, line by line, without what is masked. */
  readonly text: string;
  /** The picture changed from one look to the next. */
  readonly flaky: boolean;
  /** Elements that reach beyond the width, which makes a page scroll sideways. */
  readonly overflow: readonly string[];
  /** What axe-core calls serious or critical. */
  readonly violations: readonly AxeViolation[];
  /** Errors of scripts and requests that the page made although it should make none. */
  readonly problems: readonly string[];
}

/** How to look at a page. */
export interface Look {
  readonly views?: readonly View[];
  /** CSS selector that is visible once the page is there: a client-side application is empty when it is loaded. */
  readonly ready?: string;
  /** CSS selectors of what differs at every visit, such as dates: their place is kept, they are not drawn. */
  readonly masks?: readonly string[];
  /** What to do first in the same window, such as logging in. */
  readonly before?: (page: Page) => Promise<void>;
}

/** Looks at one picture; as many must be equal, or the page is called flaky. */
const LOOKS = 3;

/**
 * Opens a page (file or URL) in headless Chromium at each view and takes it whole: picture, text, sideways overflow,
 * accessibility, errors. A file is opened with the network off. Throws where Chromium does not start, where nobody
 * answers at the URL, and where `ready` does not appear within 30 seconds.
 */
export async function capturePage(executable: string, page: string, look: Look = {}): Promise<Capture[]> {
  return withBrowser(executable, async (browser) => {
    const captures: Capture[] = [];
    for (const view of look.views ?? VIEWS) captures.push(await captureView(browser, page, view, look));
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

async function captureView(browser: Browser, target: string, view: View, look: Look): Promise<Capture> {
  const url = urlOf(target);
  const context = await openContext(browser, url, view);
  const page = await context.newPage();
  await look.before?.(page);
  const problems = listenForProblems(page, url);
  await page.goto(url, { waitUntil: "load" });
  if (look.ready) await page.locator(look.ready).first().waitFor({ state: "visible" });
  await page.evaluate("document.fonts.ready.then(() => null)");
  await hide(page, look.masks ?? []);
  const { png, flaky } = await takeSteady(page);
  const text = String(await page.evaluate("document.body.innerText"));
  const overflow = await findOverflow(page);
  const violations = await findViolations(page);
  await context.close();
  return { view, png, text: tidy(text), flaky, overflow, violations, problems };
}

async function hide(page: Page, masks: readonly string[]): Promise<void> {
  if (masks.length) await page.addStyleTag({ content: `${masks.join(", ")} { visibility: hidden !important; }` });
}

/** The picture, once it is the same as often as it must be; else the last one, called flaky. */
async function takeSteady(page: Page): Promise<{ png: Buffer; flaky: boolean }> {
  const shoot = () => page.screenshot({ fullPage: true, animations: "disabled", caret: "hide" });
  let png = await shoot();
  let equal = 1;
  // The first looks may meet a page that is still drawing: it has four more to come to rest.
  for (let look = 1; look < LOOKS + 4 && equal < LOOKS; look += 1) {
    const next = await shoot();
    equal = next.equals(png) ? equal + 1 : 1;
    png = next;
  }
  return { png, flaky: equal < LOOKS };
}

function tidy(text: string): string {
  const lines = text.split("\n").map((line) => line.replaceAll(/\s+/g, " ").trim());
  return `${lines.filter(Boolean).join("\n")}\n`;
}
