import type { Page } from "playwright-core";

interface PageElement {
  readonly tagName: string;
  readonly id: string;
  readonly parentElement: PageElement | null;
  getBoundingClientRect(): { right: number };
}

/** Visible elements wider than the window, unless a parent lets them scroll; ten at most. */
export function findOverflow(page: Page): Promise<string[]> {
  return page.evaluate(elementsBeyondWidth);
}

/** Runs in the page. */
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
