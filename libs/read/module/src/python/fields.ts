import type { Draft } from "@ipai/core";
import type { Json, PyArgument, PyCall } from "@ipai/python";
import type { FieldFacts } from "../facts.ts";
import { fieldClassOf } from "./field-types.ts";
import type { LoadedModule } from "./load.ts";
import { stringOf, valueOf } from "./resolve.ts";
import { jsonOf, type PyScope } from "./scope.ts";

/** A call that is the value of a class attribute, and where the attribute stands. */
export interface Attribute {
  readonly name: string;
  readonly call: PyCall;
  readonly offset: number;
}

/** The field that a class attribute is; null for any other attribute. */
export function readField(module: LoadedModule, scope: PyScope, { name, call, offset }: Attribute): FieldFacts | null {
  const kind = fieldClassOf(module, scope, call.callee);
  if (!kind) return null;
  const facts: FieldDraft = { name, type: kind.type, line: scope.file.lineAt(offset) };
  const dynamic: string[] = [];
  let position = 0;
  for (const arg of call.args) {
    const key = arg.stars ? "**" : (arg.name ?? kind.positional[position++]);
    if (key !== undefined && (arg.stars || !readKeyword(module, scope, facts, key, arg))) dynamic.push(key);
  }
  if (facts.type === null) dynamic.push("type");
  if (dynamic.length) facts.dynamic = dynamic;
  return facts;
}

type FieldDraft = Draft<FieldFacts>;

/** Keywords that facts are made of: how their value is read, and the fact it becomes. */
const KEYWORDS = new Map<string, Keyword>([
  // A flag: Python's truth decides.
  ["required", { kind: "flag", fact: "required" }],
  ["readonly", { kind: "flag", fact: "readonly" }],
  ["store", { kind: "flag", fact: "store" }],
  ["copy", { kind: "flag", fact: "copy" }],
  ["company_dependent", { kind: "flag", fact: "companyDependent" }],
  ["inherited", { kind: "flag", fact: "inherited" }],
  // The name of a method, or a function.
  ["compute", { kind: "method", fact: "compute" }],
  ["inverse", { kind: "method", fact: "inverseMethod" }],
  ["search", { kind: "method", fact: "search" }],
  // Text, names of constants included.
  ["comodel_name", { kind: "text", fact: "relation" }],
  ["inverse_name", { kind: "text", fact: "inverse" }],
  ["string", { kind: "text", fact: "string" }],
  ["groups", { kind: "text", fact: "groups" }],
  ["sparse", { kind: "text", fact: "sparse" }],
  ["currency_field", { kind: "text", fact: "currency" }],
  ["selection", { kind: "selection", fact: "selection" }],
  ["selection_add", { kind: "selection", fact: "selectionAdd" }],
  ["default", { kind: "default" }],
  ["delegate", { kind: "delegate" }],
  ["translate", { kind: "translate" }],
  ["index", { kind: "index" }],
  ["related", { kind: "related" }],
]);

type Flag = "required" | "readonly" | "store" | "copy" | "companyDependent" | "inherited";
type Method = "compute" | "inverseMethod" | "search";
type Text = "relation" | "inverse" | "string" | "groups" | "sparse" | "currency";
type Selection = "selection" | "selectionAdd";
type Keyword =
  | { readonly kind: "flag"; readonly fact: Flag }
  | { readonly kind: "method"; readonly fact: Method }
  | { readonly kind: "text"; readonly fact: Text }
  | { readonly kind: "selection"; readonly fact: Selection }
  | { readonly kind: "default" | "delegate" | "translate" | "index" | "related" };

/** Puts one keyword into the facts; false when its value is uncertain. Keywords that no fact is made of are passed over. */
function readKeyword(module: LoadedModule, scope: PyScope, facts: FieldDraft, key: string, arg: PyArgument): boolean {
  const keyword = KEYWORDS.get(key);
  switch (keyword?.kind) {
    case "flag":
      return readFlag(facts, keyword.fact, jsonOf(scope, arg));
    case "method":
      return readMethod(facts, keyword.fact, jsonOf(scope, arg));
    case "text":
      return readText(module, scope, facts, keyword.fact, arg);
    case "selection":
      return readSelection(facts, keyword.fact, valueOf(module, scope, arg));
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
    default:
      return true;
  }
}

function readFlag(facts: FieldDraft, fact: Flag, json: Json | undefined): boolean {
  if (json === undefined) return false;
  facts[fact] = Boolean(json);
  return true;
}

/** A function or an expression is certainly there, whatever it does. */
function readMethod(facts: FieldDraft, fact: Method, json: Json | undefined): boolean {
  facts[fact] = typeof json === "string" ? json || false : json === undefined ? true : Boolean(json);
  return true;
}

function readText(module: LoadedModule, scope: PyScope, facts: FieldDraft, fact: Text, arg: PyArgument): boolean {
  const json = jsonOf(scope, arg);
  const text = typeof json === "string" ? json : stringOf(module, scope, arg);
  if (text !== null) facts[fact] = text;
  return text !== null || json === null || json === false;
}

function readIndex(facts: FieldDraft, json: Json | undefined): boolean {
  if (json === undefined) return false;
  facts.index = typeof json === "string" ? json : Boolean(json);
  return true;
}

/** `related=None` takes the path of an overridden field away: it is kept as an empty one. */
function readRelated(facts: FieldDraft, json: Json | undefined): boolean {
  if (json === undefined) return false;
  facts.related = Array.isArray(json) ? json.join(".") : typeof json === "string" ? json : "";
  return true;
}

function readSelection(facts: FieldDraft, fact: Selection, json: Json | undefined): boolean {
  if (!Array.isArray(json)) return false;
  facts[fact] = json.flatMap((item) => (Array.isArray(item) && typeof item[0] === "string" ? [item[0]] : []));
  return true;
}
