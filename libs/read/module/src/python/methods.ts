import { dottedName, readCall, type PyFunction } from "@ipai/python";
import type { MethodFacts } from "../facts.ts";
import { jsonOf, type PyScope } from "./scope.ts";

/** Facts of a method: decorators with the literal texts they are given, and whether it calls `super()`. */
export function readMethod(scope: PyScope, method: PyFunction): MethodFacts {
  return {
    name: method.name,
    line: scope.file.lineAt(method.offset),
    decorators: method.decorators.map((span) => {
      const call = readCall(scope.file, span);
      const name = call?.callee ?? dottedName(scope.file, span) ?? "";
      const args = call?.args.flatMap((arg) => textsIn(jsonOf(scope, arg))) ?? [];
      return { name, args };
    }),
    callsSuper: method.callsSuper,
  };
}

function textsIn(json: ReturnType<typeof jsonOf>): string[] {
  if (typeof json === "string") return [json];
  return Array.isArray(json) ? json.flatMap(textsIn) : [];
}
