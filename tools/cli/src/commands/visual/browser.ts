import { findChromium } from "@ipai/visual";
import { CannotRun } from "@ipai/workspace";

/** Path of this machine's Chromium. Ends the command with exit 2 where there is none. */
export function browser(): string {
  const path = findChromium();
  if (!path) throw new CannotRun("there is no Chromium", "apt-get install chromium, or set CHROMIUM to its path");
  return path;
}
