import type { Finding, Rule } from "../rule.ts";
import { importedFiles } from "../load/imports.ts";

export const pythonRefused: Rule = {
  code: "python-refused",
  severity: "error",
  summary: "a file that importing the module runs is no Python",
  *check(module): Generator<Finding> {
    const told = new Set(module.facts.issues.filter(({ code }) => code === "python-syntax").map(({ at }) => at?.path));
    for (const { file, fault, lineAt, columnAt } of importedFiles(module))
      if (fault && !told.has(file))
        yield {
          file,
          line: lineAt(fault.offset),
          column: columnAt(fault.offset),
          message: `${fault.message}: Python cannot import this file`,
          advice: "mend the syntax; `python3 -m py_compile <file>` tells more",
        };
  },
};
