import type { StackFile } from "./file.ts";
import type { Policy } from "./policy.ts";

/** What the proxy's and Odoo's own configuration keep; how a real Caddy behaves: `tests/security/proxy.spec.ts`. */
export const routePolicies: readonly (Policy<StackFile> & { readonly file: RegExp })[] = [
  {
    code: "websocket-route",
    file: /(^|\/)Caddyfile$/,
    why: "`/websocket` goes to the event server: without it nobody sees a message arrive",
    advice: "@events path /websocket /websocket/*, to port 8072",
    breach: ({ text }) =>
      !/path \/websocket \/websocket\/\*[\s\S]*?reverse_proxy \S*8072/.test(text) && "no websocket route",
  },
  {
    code: "database-manager-open",
    file: /(^|\/)Caddyfile$/,
    why: "the database manager is closed: it can copy and drop production",
    advice: "@manager path /web/database*, answered with 404",
    breach: ({ text }) =>
      !/path \/web\/database\*\s*\n\s*handle @manager \{\s*respond [^\n]*404/.test(text) &&
      "the database manager is reachable",
  },
  {
    code: "databases-listed",
    file: /(^|\/)odoo\.conf$/,
    why: "Odoo lists no databases",
    advice: "list_db = False",
    breach: ({ text }) => !/^list_db *= *False$/m.test(text) && "databases are listed",
  },
];
