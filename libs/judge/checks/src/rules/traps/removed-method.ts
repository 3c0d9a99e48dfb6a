import type { Finding, Rule } from "../../rule.ts";

/** Methods of models that Odoo 19 never calls: an override of them is dead code. */
const REMOVED: Readonly<Record<string, string>> = {
  name_get: "override _compute_display_name",
  fields_view_get: "override _get_view",
  _fields_view_get: "override _get_view",
  check_access_rights: "override has_access or _check_access",
  check_access_rule: "override _check_access",
  _check_recursion: "call _has_cycle",
  _name_search: "override _search_display_name",
};

export const removedMethod: Rule = {
  code: "removed-method",
  severity: "warning",
  summary: "a model overrides a method that Odoo 19 no longer calls",
  *check({ facts }): Generator<Finding> {
    for (const { methods, model, file } of facts.models)
      for (const { name, line, callsSuper } of methods) {
        const advice = Object.hasOwn(REMOVED, name) ? REMOVED[name]! : undefined;
        if (advice && callsSuper)
          yield { file, line, message: `${model}.${name}() overrides what Odoo 19 does not have`, advice };
      }
  },
};
