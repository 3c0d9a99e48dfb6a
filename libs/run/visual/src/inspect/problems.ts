import type { Page } from "playwright-core";

/**
 * Listens for what a page does wrong while it is looked at: errors of scripts, requests to another server (any request,
 * where the page is a file), answers of its own server that are errors.
 *
 * @returns the list that grows while the page lives
 */
export function listenForProblems(page: Page, url: string): readonly string[] {
  const problems: string[] = [];
  const own = url.startsWith("file:") ? null : new URL(url).origin;
  page.on("pageerror", (error) => problems.push(`script error: ${error.message}`));
  page.on("request", (request) => {
    const asked = request.url();
    if (asked === url || /^(data|blob):/.test(asked)) return;
    if (own === null || new URL(asked).origin !== own) problems.push(`request: ${asked}`);
  });
  page.on("response", (response) => {
    if (response.status() >= 400) problems.push(`${response.status()}: ${response.url()}`);
  });
  return problems;
}
