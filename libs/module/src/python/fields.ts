import { readCall, type Json, type PyArgument, type Span } from "@ipai/python";
import type { FieldFacts } from "../facts.ts";
import { fieldClassOf, type FieldClass } from "./field-types.ts";
import type { LoadedModule } from "./load.ts";
import { stringOf, valueOf } from "./resolve.ts";
import { jsonOf, type PyScope } from "./scope.ts";

/** An attribute of a class and where it stands. */
export interface Attribute {
  readonly name: string;
  readonly value: Span;
  readonly offset: number;
}

/** The field that a class attribute is; null for any other attribute. */
export function readField(module: LoadedModule, scope: PyScope, { name, value, offset }: Attribute): FieldFacts | null {
  const call = readCall(scope.file, value);
  const kind = call && fieldClassOf(module, scope, call.callee);
  if (!kind) return null;
  const facts: Draft = { name, type: kind.type, line: scope.file.lineAt(offset) };
  const dynamic: string[] = [];
  for (const [key, arg] of namedArguments(kind, call.args)) {
    if (key === "**") dynamic.push(key);
    else if (!readKeyword(module, scope, facts, key, arg)) dynamic.push(key);
  }
  if (facts.type === null) dynamic.push("type");
  if (dynamic.length) facts.dynamic = dynamic;
  return facts;
}

type Draft = { -readonly [K in keyof FieldFacts]: FieldFacts[K] };

function namedArguments(kind: FieldClass, args: readonly PyArgument[]): [string, PyArgument][] {
  let position = 0;
  return args.flatMap((arg): [string, PyArgument][] => {
    if (arg.stars) return [["**", arg]];
    const key = arg.name ?? kind.positional[position++];
    return key === undefined ? [] : [[key, arg]];
  });
}

/** Keywords that are a flag, by the fact they become; Python's truth decides. */
const FLAGS = {
  required: "required",
  readonly: "readonly",
  store: "store",
  copy: "copy",
  company_dependent: "companyDependent",
  inherited: "inherited",
} as const;

/** Keywords that name a method or hold a function. */
const METHODS = { compute: "compute", inverse: "inverseMethod", search: "search" } as const;

/** Keywords that hold text, names of constants included. */
const TEXTS = {
  comodel_name: "relation",
  inverse_name: "inverse",
  string: "string",
  groups: "groups",
  sparse: "sparse",
} as const;

/** Puts one keyword into the facts; false when its value is uncertain. Keywords that no fact is made of are passed over. */
function readKeyword(module: LoadedModule, scope: PyScope, facts: Draft, key: string, arg: PyArgument): boolean {
  if (key in FLAGS) return readFlag(facts, FLAGS[key as keyof typeof FLAGS], jsonOf(scope, arg));
  if (key in METHODS) return readMethod(facts, METHODS[key as keyof typeof METHODS], jsonOf(scope, arg));
  if (key in TEXTS)
    return readText(facts, TEXTS[key as keyof typeof TEXTS], stringOf(module, scope, arg), jsonOf(scope, arg));
  switch (key) {
    case "default":
      facts.default = true;
      return true;
    case "delegate":
      if (jsonOf(scope, arg) === true) facts.delegate = true;
      return true;
    case "translate":
      facts.translate = Boolean(jsonOf(scope, arg) ?? true);
      return true;
    case "index":
      return readIndex(facts, jsonOf(scope, arg));
    case "related":
      return readRelated(facts, valueOf(module, scope, arg));
    case "selection":
      return readSelection(facts, "selection", valueOf(module, scope, arg));
    case "selection_add":
      return readSelection(facts, "selectionAdd", valueOf(module, scope, arg));
    default:
      return true;
  }
}

function readFlag(facts: Draft, fact: (typeof FLAGS)[keyof typeof FLAGS], json: Json | undefined): boolean {
  if (json === undefined) return false;
  facts[fact] = Boolean(json);
  return true;
}

/** A function or an expression is certainly there, whatever it does. */
function readMethod(facts: Draft, fact: (typeof METHODS)[keyof typeof METHODS], json: Json | undefined): boolean {
  facts[fact] = typeof json === "string" ? json || false : json === undefined ? true : Boolean(json);
  return true;
}

function readText(
  facts: Draft,
  fact: (typeof TEXTS)[keyof typeof TEXTS],
  text: string | null,
  json: Json | undefined,
): boolean {
  if (text !== null) facts[fact] = text;
  return text !== null || json === null || json === false;
}

function readIndex(facts: Draft, json: Json | undefined): boolean {
  if (json === undefined) return false;
  facts.index = typeof json === "string" ? json : Boolean(json);
  return true;
}

/** `related=None` takes the path of an overridden field away: it is kept as an empty one. */
function readRelated(facts: Draft, json: Json | undefined): boolean {
  if (json === undefined) return false;
  facts.related = Array.isArray(json) ? json.join(".") : typeof json === "string" ? json : "";
  return true;
}

function readSelection(facts: Draft, fact: "selection" | "selectionAdd", json: Json | undefined): boolean {
  if (!Array.isArray(json)) return false;
  facts[fact] = json.flatMap((item) => (Array.isArray(item) && typeof item[0] === "string" ? [item[0]] : []));
  return true;
}
