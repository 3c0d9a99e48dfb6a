import type { Finding, Rule } from "../rule.ts";
import { foreignTemplates } from "./client-templates.ts";

export const unknownClientTemplate: Rule = {
  code: "unknown-client-template",
  severity: "error",
  summary: "a client template or component uses a template that no known module has",
  *check(module): Generator<Finding> {
    if (!module.isComplete) return;
    for (const { template, modules, file, line } of foreignTemplates(module))
      if (!modules.length)
        yield {
          file,
          line,
          message: `no module has the client template ${template}`,
          advice: "mend the name, or add the template to a file of static/src",
        };
  },
};
