import { STYLE } from "../pages/style.ts";

/** Text that is on its way into a page; `raw` made by us is never escaped twice. */
export class Html {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function render(value: unknown): string {
  if (value instanceof Html) return value.text;
  if (Array.isArray(value)) return value.map(render).join("");
  if (value === null || value === undefined || value === false) return "";
  return String(value).replace(/[&<>"']/g, (char) => ESCAPES[char]!);
}

/** A template whose values are escaped, whoever wrote them: commits, branches and logs come from outside. */
export function html(parts: TemplateStringsArray, ...values: unknown[]): Html {
  return new Html(parts.map((part, index) => part + (index < values.length ? render(values[index]) : "")).join(""));
}

export interface Frame {
  readonly title: string;
  readonly login: string | null;
  readonly csrf: string;
  readonly nonce: string;
  /** Where we are: name and address. */
  readonly path: readonly (readonly [string, string])[];
  readonly script?: string;
}

/** A whole page. */
export function page(frame: Frame, body: Html): string {
  const trail = frame.path.map(([name, href]) => html`<li><a href="${href}">${name}</a></li>`);
  const who = frame.login
    ? html`<form method="post" action="/logout">
        <input type="hidden" name="csrf" value="${frame.csrf}" /><span>${frame.login}</span>
        <button class="plain">Log out</button>
      </form>`
    : html`<a href="/login">Log in</a>`;
  return `<!doctype html>${
    html`<html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${frame.title}</title>
        <link rel="icon" href="data:," />
        <style nonce="${frame.nonce}">
          ${new Html(STYLE)}
        </style>
      </head>
      <body>
        <a class="skip" href="#main">Skip to content</a>
        <header>
          <nav aria-label="Place">
            <ol>
              <li><a href="/">Console</a></li>
              ${trail}
            </ol>
          </nav>
          <div class="who">${who}</div>
        </header>
        <main id="main" tabindex="-1">
          <h1>${frame.title}</h1>
          ${body}
        </main>
        ${
          frame.script
            ? html`<script nonce="${frame.nonce}">
                ${new Html(frame.script)};
              </script>`
            : ""
        }
      </body>
    </html>`.text
  }`;
}
