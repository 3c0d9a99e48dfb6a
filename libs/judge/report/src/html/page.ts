import { GRAPH_SCRIPT } from "../graph/script.ts";
import { CHART_STYLE } from "./chart-style.ts";
import { html, Html } from "./html.ts";
import { SCRIPT } from "./script.ts";
import { STYLE } from "./style.ts";

/** A self-contained page: it loads nothing, and the policy says so to the browser. */
export function renderPage(title: string, body: Html): string {
  const policy = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:";
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta http-equiv="Content-Security-Policy" content="${policy}" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}</title>
        <link rel="icon" href="data:," />
        <style>
          ${new Html(STYLE + CHART_STYLE)}
        </style>
      </head>
      <body>
        <a class="skip" href="#main">Skip to the report</a>
        ${body}
        <script>
          ${new Html(SCRIPT + GRAPH_SCRIPT)};
        </script>
      </body>
    </html> `.text;
}
