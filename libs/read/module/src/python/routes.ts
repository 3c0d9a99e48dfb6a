import { readCall, type Json, type PyCall, type PyClass } from "@ipai/python";
import type { RouteFacts } from "../facts.ts";
import { fullName, jsonOf, type PyScope } from "./scope.ts";

/** Routes of a controller class: methods with `@http.route` (`odoo/http.py: route`). */
export function readRoutes(scope: PyScope, pyClass: PyClass): RouteFacts[] {
  return pyClass.body.flatMap((item) => {
    if (item.kind !== "function") return [];
    return item.decorators.flatMap((span): RouteFacts[] => {
      const call = readCall(scope.file, span);
      if (!call || fullName(scope, call.callee) !== "odoo.http.route") return [];
      const values = keywordsOf(scope, call);
      const paths = textList(values.get("route"));
      // A method that overrides another keeps what it does not name: only a first definition has defaults.
      const [auth, type] = paths.length ? ["user", "http"] : ["", ""];
      return [
        {
          paths,
          method: item.name,
          className: pyClass.name,
          file: scope.path,
          line: scope.file.lineAt(item.offset),
          auth: textOr(values.get("auth"), auth),
          type: textOr(values.get("type"), type),
          methods: textList(values.get("methods")),
        },
      ];
    });
  });
}

function keywordsOf(scope: PyScope, call: PyCall): Map<string, Json | undefined> {
  return new Map(call.args.map((arg, i) => [arg.name ?? (i === 0 ? "route" : ""), jsonOf(scope, arg)]));
}

function textList(json: Json | undefined): string[] {
  const items = Array.isArray(json) ? json : [json];
  return items.filter((item) => typeof item === "string");
}

function textOr(json: Json | undefined, other: string): string {
  return typeof json === "string" ? json : other;
}
