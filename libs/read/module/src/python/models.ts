import type { Issue } from "@ipai/core";
import { dottedName, readCall, readJson, type PyAssign, type PyClass, type Span } from "@ipai/python";
import type { ConstraintFacts, FieldFacts, MethodFacts, ModelFacts } from "../facts.ts";
import { modelBases, type ModelBases } from "./bases.ts";
import { readLegacyConstraints, readTableObject } from "./constraints.ts";
import { type Attribute, readField } from "./fields.ts";
import type { LoadedClass, LoadedModule } from "./load.ts";
import { readMethod } from "./methods.ts";
import { stringOf, stringsOf } from "./resolve.ts";
import { jsonOf, type PyScope } from "./scope.ts";

/** The model that a class defines or extends; null when the class is none, or only a base for others. */
export function readModel(module: LoadedModule, loaded: LoadedClass, issues: Issue[]): ModelFacts | null {
  const bases = modelBases(module, loaded);
  if (!bases) return null;
  const reader = new ModelReader(module, loaded, bases, issues);
  return reader.isRegistered() ? reader.read() : null;
}

/** Attributes that are texts, by the fact they become. */
const TEXTS = [
  ["description", "_description"],
  ["order", "_order"],
  ["recName", "_rec_name"],
  ["table", "_table"],
] as const;

class ModelReader {
  private readonly module: LoadedModule;
  private readonly scope: PyScope;
  private readonly pyClass: PyClass;
  private readonly bases: ModelBases;
  private readonly issues: Issue[];
  /** The expression of each class attribute; the last one wins. */
  private readonly attributes = new Map<string, Span | undefined>();

  constructor(module: LoadedModule, { scope, pyClass }: LoadedClass, bases: ModelBases, issues: Issue[]) {
    // A class body sees its own names before those of the file: `_inherit = [_name, "mail.thread"]`.
    const constants = new Map(scope.constants);
    for (const item of pyClass.body) {
      if (item.kind !== "assign") continue;
      for (const name of item.names) {
        if (item.value) constants.set(name, item.value);
        if (item.operator === "") this.attributes.set(name, item.value);
      }
    }
    this.module = module;
    this.scope = { ...scope, constants };
    this.pyClass = pyClass;
    this.bases = bases;
    this.issues = issues;
  }

  /** `_register = False` makes a plain base class (`odoo/orm/models.py: MetaModel`). */
  isRegistered(): boolean {
    return this.flag("_register") !== false;
  }

  read(): ModelFacts | null {
    const inherit = this.inherit();
    const model = this.name(inherit);
    if (model === null) return null;
    const { fields, constraints } = this.members();
    return {
      model,
      className: this.pyClass.name,
      file: this.scope.path,
      line: this.scope.file.lineAt(this.pyClass.offset),
      defines: !inherit.values.includes(model),
      kind: this.kind(),
      inherit: inherit.values,
      inherits: this.inherits(fields),
      ...this.optional(),
      ...(this.isOpen() && { open: true as const }),
      fields,
      methods: this.methods(),
      constraints,
    };
  }

  private inherit(): { list: boolean; values: string[] } {
    const span = this.attributes.get("_inherit");
    const found = span && stringsOf(this.module, this.scope, span);
    if (span && !found && jsonOf(this.scope, span) === undefined) this.uncertain("_inherit", span);
    return found ?? { list: true, values: [] };
  }

  /** `odoo/orm/models.py: MetaModel.__new__`: `_name`, else a single `_inherit`, else the class name with dots. */
  private name(inherit: { list: boolean; values: readonly string[] }): string | null {
    const span = this.attributes.get("_name");
    if (span && jsonOf(this.scope, span) !== null) {
      const name = stringOf(this.module, this.scope, span);
      if (name === null) this.uncertain("_name", span);
      return name || null;
    }
    const [only] = inherit.values;
    if (only !== undefined && !inherit.list) return only;
    const derived = this.pyClass.name.replace(/(?<=[^_])([A-Z])/g, ".$1").toLowerCase();
    if (only !== undefined && inherit.values.length === 1 && only !== derived) {
      this.ambiguousName(only, derived);
      if (this.module.isBeforeSeries19) return only;
    }
    return derived;
  }

  private kind(): ModelFacts["kind"] {
    if (this.flag("_abstract") === true) return "abstract";
    if (this.flag("_transient") === true) return "transient";
    return this.bases.kind;
  }

  /** `_inherits`, and in older series every many2one with `delegate=True`. */
  private inherits(fields: readonly FieldFacts[]): Record<string, string> {
    const found = new Map<string, string>();
    for (const { delegate, relation, name } of fields) if (delegate && relation) found.set(relation, name);
    const span = this.attributes.get("_inherits");
    const json = span && jsonOf(this.scope, span);
    if (span && json === undefined) this.uncertain("_inherits", span);
    for (const [model, field] of Object.entries(json ?? {})) if (typeof field === "string") found.set(model, field);
    return Object.fromEntries(found);
  }

  private optional(): Partial<ModelFacts> {
    const found: { -readonly [K in keyof ModelFacts]?: ModelFacts[K] } = {};
    for (const [fact, attribute] of TEXTS) {
      const span = this.attributes.get(attribute);
      const text = span && stringOf(this.module, this.scope, span);
      if (text) found[fact] = text;
    }
    const [auto, logAccess] = [this.flag("_auto"), this.flag("_log_access")];
    if (auto !== undefined) found.auto = auto;
    if (logAccess !== undefined) found.logAccess = logAccess;
    return found;
  }

  /** Fields of the class and of its base classes in the module, the last of a name; constraints of the class alone. */
  private members(): { fields: FieldFacts[]; constraints: ConstraintFacts[] } {
    const fields = new Map<string, FieldFacts>();
    const constraints: ConstraintFacts[] = [];
    for (const parent of this.bases.parents.toReversed()) this.readMembers(parent, fields, []);
    this.readMembers({ scope: this.scope, pyClass: this.pyClass }, fields, constraints);
    return { fields: [...fields.values()], constraints };
  }

  private readMembers(
    { scope, pyClass }: LoadedClass,
    fields: Map<string, FieldFacts>,
    constraints: ConstraintFacts[],
  ): void {
    for (const item of pyClass.body) {
      if (item.kind !== "assign" || !item.value) continue;
      if (item.names.includes("_sql_constraints")) constraints.push(...readLegacyConstraints(scope, item.value));
      const call = readCall(scope.file, item.value);
      if (!call) continue;
      for (const name of item.names) {
        const attribute = { name, call, offset: item.offset };
        const field = readField(this.module, scope, attribute);
        const constraint = field ? null : readTableObject(scope, attribute);
        if (field) fields.set(name, field);
        if (constraint) constraints.push(constraint);
      }
    }
    for (const added of addedAttributes(scope, pyClass)) {
      const field = readField(this.module, scope, added);
      if (field) fields.set(added.name, field);
    }
  }

  private methods(): MethodFacts[] {
    const methods: MethodFacts[] = [];
    for (const item of this.pyClass.body)
      if (item.kind === "function") methods.push(readMethod(this.scope, item));
      else if (item.kind === "assign") methods.push(...this.givenMethods(item));
    return methods;
  }

  /** `action_x = action_y`, or a lambda: a method by another name. */
  private givenMethods({ names, value, offset }: PyAssign): MethodFacts[] {
    const { text } = this.scope.file;
    const isFunction =
      value && (dottedName(this.scope.file, value) !== null || /^lambda\b/.test(text.slice(value.start, value.end)));
    if (!isFunction) return [];
    const line = this.scope.file.lineAt(offset);
    return names.map((name) => ({ name, line, decorators: [], callsSuper: false }));
  }

  /** The class body writes into its own names: `locals()[name] = …`, `vars().update(…)`. */
  private isOpen(): boolean {
    const { text } = this.scope.file;
    const { body, offset } = this.pyClass;
    const end = this.scope.file.body.find((item) => item.offset > offset)?.offset ?? text.length;
    const source = text.slice(offset, end);
    if (!/\b(?:locals|vars)\(\)/.test(source)) return false;
    const inMethods = body.some(
      (item) =>
        item.kind === "function" &&
        /\b(?:locals|vars)\(\)/.test(text.slice(item.offset, endOf(body, item.offset, end))),
    );
    return !inMethods;
  }

  private flag(name: string): boolean | undefined {
    const span = this.attributes.get(name);
    const json = span && jsonOf(this.scope, span);
    return json === undefined ? undefined : Boolean(json);
  }

  private uncertain(attribute: string, span: Span): void {
    this.report(
      "info",
      "model-dynamic",
      `${attribute} of class ${this.pyClass.name} is computed, so it is not known here`,
      "write it as a literal where tools should see it",
      span.start,
    );
  }

  private ambiguousName(parent: string, derived: string): void {
    this.report(
      "warning",
      "model-without-name",
      `class ${this.pyClass.name} has a list as _inherit and no _name: it extends ${parent} up to Odoo 18 and makes ${derived} in Odoo 19`,
      `write _inherit = '${parent}', or add _name`,
      this.pyClass.offset,
    );
  }

  private report(severity: Issue["severity"], code: string, message: string, advice: string, offset: number): void {
    this.issues.push({
      code,
      severity,
      message,
      advice,
      at: { path: this.scope.path, line: this.scope.file.lineAt(offset) },
    });
  }
}

function endOf(body: PyClass["body"], offset: number, end: number): number {
  return body.find((item) => item.offset > offset)?.offset ?? end;
}

/** `setattr(Class, "name", value)` after the class, for names that are words of Python such as `global`. */
function addedAttributes({ file, constants }: PyScope, pyClass: PyClass): Attribute[] {
  return file.body.flatMap((item) => {
    const added = item.kind === "call" ? readCall(file, item.value) : null;
    const [owner, key, value] = added?.callee === "setattr" ? added.args : [];
    const name = key && readJson(file, key);
    if (!owner || !value || typeof name !== "string" || dottedName(file, owner) !== pyClass.name) return [];
    const written = constants.get(dottedName(file, value) ?? "") ?? value;
    const call = readCall(file, written);
    return call ? [{ name, call, offset: written.start }] : [];
  });
}
