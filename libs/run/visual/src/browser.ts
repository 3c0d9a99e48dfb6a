import { accessSync, constants } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium, type Browser, type BrowserContext } from "playwright-core";
import { pinFonts } from "./fonts.ts";

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

/** Starts headless Chromium with pinned fonts for `work`, and ends it whatever happens. Throws where it does not start. */
export async function withBrowser<T>(executable: string, work: (browser: Browser) => Promise<T>): Promise<T> {
  const fonts = pinFonts();
  try {
    const browser = await chromium.launch({
      executablePath: executable,
      env: { ...process.env, ...fonts.env } as Record<string, string>,
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-lcd-text",
        "--font-render-hinting=none",
        "--force-color-profile=srgb",
      ],
    });
    try {
      return await work(browser);
    } finally {
      await browser.close();
    }
  } finally {
    fonts.remove();
  }
}

/** The address of a page that is named by a file or a URL. */
export function urlOf(target: string): string {
  return /^https?:/.test(target) ? target : pathToFileURL(resolve(target)).href;
}

/** A window of its own, without the network where the page is a file. */
export function openContext(browser: Browser, url: string, view: View): Promise<BrowserContext> {
  return browser.newContext({
    viewport: { width: view.width, height: 900 },
    colorScheme: view.theme,
    reducedMotion: "reduce",
    offline: url.startsWith("file:"),
  });
}
