import type { Finding, Rule } from "../../rule.ts";

export const routeTypeJson: Rule = {
  code: "route-type-json",
  severity: "warning",
  summary: "a route has type='json', which Odoo 19 deprecates",
  *check({ facts }): Generator<Finding> {
    for (const { type, file, line, paths, method } of facts.routes)
      if (type === "json")
        yield {
          file,
          line,
          message: `the route ${paths.join(", ") || method} has the deprecated type 'json'`,
          advice: "write type='jsonrpc'",
        };
  },
};
