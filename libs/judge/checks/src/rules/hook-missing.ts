import { bindingsOf } from "../load/imports.ts";
import type { Finding, Rule } from "../rule.ts";

const HOOKS = ["pre_init_hook", "post_init_hook", "uninstall_hook", "post_load"] as const;

export const hookMissing: Rule = {
  code: "hook-missing",
  severity: "error",
  summary: "the manifest names a hook that __init__.py does not have",
  *check(module): Generator<Finding> {
    const bindings = bindingsOf(module, "__init__.py");
    if (!bindings) return;
    const lines = module.text("__manifest__.py")?.split("\n") ?? [];
    for (const hook of HOOKS) {
      const name = module.manifest?.[hook];
      if (!name || bindings.names.has(name) || bindings.isOpen) continue;
      const at = lines.findIndex((line) => line.includes(hook));
      yield {
        file: "__manifest__.py",
        line: at < 0 ? 1 : at + 1,
        message: `${hook} names ${name}, which __init__.py does not have`,
        advice: `import it there: from .hooks import ${name}`,
      };
    }
  },
};
