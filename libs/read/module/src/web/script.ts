import type { Issue } from "@ipai/core";
import { parseModule, type ESTree } from "meriyah";
import type { WebFacts } from "../facts.ts";
import { componentOf, templateAssignment } from "./components.ts";
import { dotted, lineOf, methodCall, textOf, walk } from "./syntax.ts";

type ScriptFacts = Pick<WebFacts, "registry" | "patches" | "components">;

/** Every form below needs one of these words; 2 of 3 files of Odoo have none and are never parsed. */
const WORTH_PARSING = /\bregistry\b|[rR]egistry\s*\.\s*add\b|\bpatch\s*\(|\btemplate\s*=|\bextends\s+[\w.]*Component\b/;

/** Odoo's largest script has 3.5 million characters; a tree takes some 30 times the text's memory. */
const MAX_LENGTH = 5_000_000;

/**
 * What a script of `static/src` registers: `registry.category("views").add("gantt", …)` also through a constant,
 * `publicWidget.registry.Name = …`, `patch(Target, …)`, and OWL components with their template.
 * A key or category that only a run could tell is an issue `web-dynamic-key`; text that does not parse `web-script`.
 */
export function parseScript(text: string, file: string): { facts: ScriptFacts; issues: Issue[] } {
  const found = new ScriptReader(file);
  if (WORTH_PARSING.test(text)) {
    try {
      if (text.length > MAX_LENGTH) throw new Error(`longer than ${MAX_LENGTH} characters`);
      found.read(parseModule(text, { loc: true, next: true, webcompat: true }));
    } catch (error) {
      found.issues.push(unreadable(error, file));
    }
  }
  return { facts: found, issues: found.issues };
}

class ScriptReader {
  readonly registry: WebFacts["registry"][number][] = [];
  readonly patches: WebFacts["patches"][number][] = [];
  readonly components: WebFacts["components"][number][] = [];
  readonly issues: Issue[] = [];
  private readonly file: string;
  private readonly constants = new Map<string, string>();
  private readonly categories = new Map<string, string>();

  constructor(file: string) {
    this.file = file;
  }

  read(program: ESTree.Program): void {
    for (const node of walk(program)) {
      if (node.type === "VariableDeclarator") this.readConstant(node);
      else if (node.type === "CallExpression") this.readCall(node);
      else if (node.type === "AssignmentExpression") this.readAssignment(node);
      else if (node.type === "ClassDeclaration" || node.type === "ClassExpression") this.readClass(node);
    }
  }

  private readConstant({ id, init }: ESTree.VariableDeclarator): void {
    if (id.type !== "Identifier" || !init) return;
    const text = textOf(init, this.constants);
    if (text !== null) this.constants.set(id.name, text);
    if (init.type === "ObjectExpression") this.readMembers(id.name, init.properties);
    const category = this.categoryOf(init);
    if (category !== null) this.categories.set(id.name, category);
  }

  private readCall(node: ESTree.CallExpression): void {
    const [first, second] = node.arguments;
    if (node.callee.type === "Identifier" && node.callee.name === "patch" && first && second) {
      const target = dotted(first);
      if (target !== null) this.patches.push({ target, file: this.file, line: lineOf(node) });
      return;
    }
    const call = methodCall(node);
    if (call?.name !== "add") return;
    const category = this.categoryOf(call.object);
    if (category === null) return;
    const key = textOf(first, this.constants);
    if (key === null) this.issues.push(dynamicKey(category, this.file, lineOf(node)));
    else this.registry.push({ category, key, file: this.file, line: lineOf(node) });
  }

  /** Category of `registry.category("x")`, of a constant that holds it, and of `….add(…)`, which returns it. */
  private categoryOf(node: ESTree.Node): string | null {
    if (node.type === "Identifier") return this.categories.get(node.name) ?? null;
    if (node.type !== "CallExpression") return null;
    const call = methodCall(node);
    if (call?.name === "add") return this.categoryOf(call.object);
    if (call?.name !== "category") return null;
    const inner = dotted(call.object);
    const parent = inner === null ? this.categoryOf(call.object) : "";
    if (parent === null || (inner !== null && !/(^|\.)\w*[rR]egistry$/.test(inner))) return null;
    const name = textOf(node.arguments[0], this.constants);
    return name === null ? null : parent ? `${parent}/${name}` : name;
  }

  private readAssignment(node: ESTree.AssignmentExpression): void {
    const target = dotted(node.left);
    const widget = target && /^publicWidget\.registry\.(\w+)$/.exec(target);
    if (widget) {
      this.registry.push({ category: "publicWidget", key: widget[1]!, file: this.file, line: lineOf(node) });
      return;
    }
    const component = target && templateAssignment(target, node.right, this.constants);
    if (component) this.components.push({ ...component, file: this.file, line: lineOf(node) });
  }

  private readClass(node: ESTree.ClassDeclaration | ESTree.ClassExpression): void {
    const component = componentOf(node, this.constants);
    if (component) this.components.push({ ...component, file: this.file, line: lineOf(node) });
    if (node.id) this.readMembers(node.id.name, node.body.body);
  }

  /** `Name.key` of an object's or a class's literal member: plugins register under `Name.id`. */
  private readMembers(name: string, members: readonly ESTree.Node[]): void {
    for (const member of members) {
      if (member.type !== "Property" && !(member.type === "PropertyDefinition" && member.static)) continue;
      const text = member.key.type === "Identifier" ? textOf(member.value, this.constants) : null;
      if (text !== null) this.constants.set(`${name}.${(member.key as ESTree.Identifier).name}`, text);
    }
  }
}

function dynamicKey(category: string, path: string, line: number): Issue {
  return {
    code: "web-dynamic-key",
    severity: "info",
    message: `a key of the registry '${category}' is computed: what it registers is not known before it runs`,
    advice: "write the key as a string where a reader should find it",
    at: { path, line },
  };
}

function unreadable(error: unknown, path: string): Issue {
  const { loc, description, message } = error as {
    loc?: { start?: { line: number; column: number } };
    description?: string;
    message?: string;
  };
  return {
    code: "web-script",
    severity: "warning",
    message: `not readable as JavaScript: ${description ?? message ?? String(error)}`,
    advice: "mend the script; a browser refuses it too",
    at: { path, ...(loc?.start && { line: loc.start.line, column: loc.start.column + 1 }) },
  };
}
