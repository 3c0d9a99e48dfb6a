import { dirname, resolve } from "node:path";
import type { Issue } from "@ipai/core";
import type { Page } from "playwright-core";
import { capturePage, type Look } from "../capture.ts";
import { judgePage } from "../judge.ts";
import type { ManifestPage, VisualManifest } from "./schema.ts";

export interface CheckPagesOptions {
  /** Path of the manifest: its files and its baseline are named from its folder. */
  readonly manifestPath: string;
  /** Path of a Chromium. */
  readonly chromium: string;
  /** Origin of the running server, before the manifest's own. */
  readonly server?: string | undefined;
  readonly outDir: string;
  readonly update?: boolean;
  readonly env: NodeJS.ProcessEnv;
  /** Told before a page is opened. */
  readonly onPage?: (name: string) => void;
}

export interface CheckedPage {
  readonly name: string;
  /** Pictures taken of it. */
  readonly pictures: number;
  readonly issues: readonly Issue[];
}

/** Looks at every page of a manifest as its user. A page that cannot be reached is an issue, and the next one follows. */
export async function checkPages(manifest: VisualManifest, options: CheckPagesOptions): Promise<CheckedPage[]> {
  const folder = dirname(resolve(options.manifestPath));
  const checked: CheckedPage[] = [];
  for (const page of manifest.pages) {
    options.onPage?.(page.name);
    const judge = { baseline: resolve(folder, manifest.baseline), name: page.name, outDir: options.outDir };
    try {
      const captures = await capturePage(options.chromium, target(page, manifest, folder, options), {
        ...lookOf(page),
        ...(page.as === undefined ? {} : { before: (tab: Page) => logIn(tab, page.as!, manifest, options) }),
      });
      const issues = judgePage(captures, { ...judge, update: options.update ?? false });
      checked.push({ name: page.name, pictures: captures.length, issues });
    } catch (error) {
      checked.push({ name: page.name, pictures: 0, issues: [unreachable(page, error as Error)] });
    }
  }
  return checked;
}

function lookOf({ widths, themes, ready, masks }: ManifestPage): Look {
  const views = widths.flatMap((width) => themes.map((theme) => ({ width, theme })));
  return { views, masks, ...(ready === undefined ? {} : { ready }) };
}

function target({ file, path }: ManifestPage, manifest: VisualManifest, folder: string, options: CheckPagesOptions) {
  return file === undefined ? originOf(manifest, options) + path : resolve(folder, file);
}

function originOf({ server }: VisualManifest, options: CheckPagesOptions): string {
  const origin = options.server ?? server;
  if (origin === undefined) throw new Error("no server is named: `server` in the manifest, or --server");
  return new URL(origin).origin;
}

/** Fills the login form as `users` says, and waits for what only somebody who is logged in sees. */
async function logIn(tab: Page, as: string, manifest: VisualManifest, options: CheckPagesOptions): Promise<void> {
  const [login, user] = [manifest.login!, manifest.users[as]!];
  const password = options.env[user.password_env];
  if (!password) throw new Error(`${user.password_env} is not set: the password of ${as}`);
  await tab.goto(originOf(manifest, options) + login.path, { waitUntil: "load" });
  await tab.locator(login.user).fill(user.name);
  await tab.locator(login.password).fill(password);
  await tab.locator(login.submit).click();
  await tab.locator(login.ready).first().waitFor({ state: "visible" });
}

function unreachable({ name, path, file }: ManifestPage, error: Error): Issue {
  return {
    code: "page-unreachable",
    severity: "error",
    message: `${name}: ${error.message.split("\n")[0]}`,
    advice: "open it by hand: the server, the user, or the `ready` selector is not as the manifest says",
    at: { path: path ?? file! },
  };
}
