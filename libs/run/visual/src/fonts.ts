import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/**
 * A fontconfig of one family that travels with the package, so that a picture is the same on every machine: whatever
 * family a page asks for is drawn in DejaVu.
 *
 * @returns variables for Chromium's environment, and how to remove the folder behind them
 */
export function pinFonts(): { readonly env: Record<string, string>; readonly remove: () => void } {
  const fonts = join(dirname(createRequire(import.meta.url).resolve("dejavu-fonts-ttf/package.json")), "ttf");
  const folder = mkdtempSync(join(tmpdir(), "ipai-fonts-"));
  const file = join(folder, "fonts.conf");
  writeFileSync(file, configuration(fonts, join(folder, "cache")));
  return { env: { FONTCONFIG_FILE: file }, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

function configuration(fonts: string, cache: string): string {
  const generic = [
    ["sans-serif", "DejaVu Sans"],
    ["serif", "DejaVu Serif"],
    ["monospace", "DejaVu Sans Mono"],
  ].map(([alias, family]) => `<alias><family>${alias}</family><prefer><family>${family}</family></prefer></alias>`);
  return `<?xml version="1.0"?>
<fontconfig>
  <dir>${fonts}</dir>
  <cachedir>${cache}</cachedir>
  ${generic.join("\n  ")}
  <match target="font">
    <edit name="antialias" mode="assign"><bool>true</bool></edit>
    <edit name="hinting" mode="assign"><bool>false</bool></edit>
    <edit name="rgba" mode="assign"><const>none</const></edit>
  </match>
</fontconfig>
`;
}
