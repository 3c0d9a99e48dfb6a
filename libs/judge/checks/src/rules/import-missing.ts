import type { Finding, Rule } from "../rule.ts";
import { missingImports } from "../load/missing-imports.ts";

export const importMissing: Rule = {
  code: "import-missing",
  severity: "error",
  summary: "Python imports a file or a name that is not there",
  *check(module): Generator<Finding> {
    for (const { file, line, message, advice } of missingImports(module)) yield { file, line, message, advice };
  },
};
