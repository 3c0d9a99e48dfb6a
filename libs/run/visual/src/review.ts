import { readdirSync } from "node:fs";
import { join, relative } from "node:path";

/**
 * A page that shows each picture that differs beside its baseline and the places, for the person who approves it.
 *
 * @param outDir where `judgePage` wrote the pictures
 * @returns HTML that names the pictures by paths from `outDir`
 */
export function renderReview(baseline: string, outDir: string): string {
  const stems = readdirSync(outDir)
    .filter((name) => name.endsWith(".diff.png"))
    .map((name) => name.slice(0, -".diff.png".length))
    .sort();
  const sections = stems.map((stem) => {
    const before = relative(outDir, join(baseline, `${stem}.png`));
    const three = [
      figure(before, "approved"),
      figure(`${stem}.png`, "now"),
      figure(`${stem}.diff.png`, "differs in red"),
    ];
    return `<section><h2>${stem}</h2><div class="three">${three.join("")}</div></section>`;
  });
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Pictures that differ</title>
<style>
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
body { margin: 0 auto; max-width: 110rem; padding: 1rem }
.three { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 20rem), 1fr)) }
figure { margin: 0 } img { width: 100%; border: 1px solid #888 }
</style></head>
<body><main><h1>${stems.length} pictures differ</h1>
${sections.join("\n") || "<p>All pictures are as approved.</p>"}
</main></body></html>
`;
}

function figure(path: string, caption: string): string {
  return `<figure><img src="${path}" alt="${caption}" loading="lazy"><figcaption>${caption}</figcaption></figure>`;
}
