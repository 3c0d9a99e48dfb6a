import type { Issue } from "@ipai/core";
import { dottedName, readCall, type PyAssign, type PyClass, type Span } from "@ipai/python";
import type { ConstraintFacts, FieldFacts, MethodFacts, ModelFacts } from "../facts.ts";
import { modelBases, type ModelBases } from "./bases.ts";
import { readConstraints } from "./constraints.ts";
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

class ModelReader {
  private readonly module: LoadedModule;
  private readonly scope: PyScope;
  private readonly pyClass: PyClass;
  private readonly bases: ModelBases;
  private readonly issues: Issue[];

  constructor(module: LoadedModule, loaded: LoadedClass, bases: ModelBases, issues: Issue[]) {
    this.module = module;
    this.scope = classScope(loaded);
    this.pyClass = loaded.pyClass;
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
    const members = [...this.bases.parents.toReversed(), { scope: this.scope, pyClass: this.pyClass }];
    const fields = lastByName(members.flatMap((member) => this.fieldsOf(member)));
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
      fields,
      methods: this.methods(),
      constraints: this.constraints(),
    };
  }

  private inherit(): { list: boolean; values: string[] } {
    const span = this.attribute("_inherit");
    const found = span && stringsOf(this.module, this.scope, span);
    if (span && !found && jsonOf(this.scope, span) === undefined) this.uncertain("_inherit", span);
    return found ?? { list: true, values: [] };
  }

  /** `odoo/orm/models.py: MetaModel.__new__`: `_name`, else a single `_inherit`, else the class name with dots. */
  private name(inherit: { list: boolean; values: readonly string[] }): string | null {
    const span = this.attribute("_name");
    if (span && jsonOf(this.scope, span) !== null) {
      const name = stringOf(this.module, this.scope, span);
      if (name === null) this.uncertain("_name", span);
      return name || null;
    }
    const [only] = inherit.values;
    if (only !== undefined && !inherit.list) return only;
    const derived = this.pyClass.name.replace(/(?<=[^_])([A-Z])/g, ".$1").toLowerCase();
    if (only !== undefined && inherit.values.length === 1 && only !== derived) this.ambiguousName(only, derived);
    return inherit.values.length === 1 ? (only ?? derived) : derived;
  }

  private kind(): ModelFacts["kind"] {
    if (this.flag("_abstract") === true) return "abstract";
    if (this.flag("_transient") === true) return "transient";
    return this.bases.kind;
  }

  /** `_inherits`, and in older series every many2one with `delegate=True`. */
  private inherits(fields: readonly FieldFacts[]): Record<string, string> {
    const delegates = fields.flatMap(({ delegate, relation, name }) =>
      delegate && relation ? [[relation, name]] : [],
    );
    const span = this.attribute("_inherits");
    const json = span && jsonOf(this.scope, span);
    if (span && json === undefined) this.uncertain("_inherits", span);
    const written = Object.entries(json ?? {}).filter(
      (entry): entry is [string, string] => typeof entry[1] === "string",
    );
    return Object.fromEntries([...delegates, ...written]);
  }

  private optional(): Partial<ModelFacts> {
    const [auto, logAccess] = [this.flag("_auto"), this.flag("_log_access")];
    const texts = { description: "_description", order: "_order", recName: "_rec_name", table: "_table" } as const;
    const found = Object.entries(texts).flatMap(([key, attribute]) => {
      const span = this.attribute(attribute);
      const text = span && stringOf(this.module, this.scope, span);
      return text ? [[key, text]] : [];
    });
    return {
      ...Object.fromEntries(found),
      ...(auto !== undefined && { auto }),
      ...(logAccess !== undefined && { logAccess }),
    };
  }

  private fieldsOf({ scope, pyClass }: LoadedClass): FieldFacts[] {
    const seen = pyClass === this.pyClass ? this.scope : scope;
    const written = assignments(pyClass).flatMap(({ names, value, offset }) =>
      names.flatMap((name) => (value && readField(this.module, seen, { name, value, offset })) ?? []),
    );
    const added = addedAttributes(scope, pyClass).flatMap(
      (attribute) => readField(this.module, scope, attribute) ?? [],
    );
    return [...written, ...added];
  }

  private methods(): MethodFacts[] {
    return this.pyClass.body.flatMap((item) => (item.kind === "function" ? [readMethod(this.scope, item)] : []));
  }

  private constraints(): ConstraintFacts[] {
    return assignments(this.pyClass).flatMap((assign) => readConstraints(this.scope, assign));
  }

  /** The expression of a class attribute, of the class itself or of a base class in the module; the last one wins. */
  private attribute(name: string): Span | undefined {
    return assignments(this.pyClass).findLast((assign) => assign.names.includes(name) && assign.operator === "")?.value;
  }

  private flag(name: string): boolean | undefined {
    const span = this.attribute(name);
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

/** A class body sees its own names before those of the file: `_inherit = [_name, "mail.thread"]`. */
function classScope({ scope, pyClass }: LoadedClass): PyScope {
  const own = assignments(pyClass).flatMap(({ names, value }) =>
    value ? names.map((name) => [name, value] as const) : [],
  );
  return { ...scope, constants: new Map([...scope.constants, ...own]) };
}

function assignments(pyClass: PyClass): PyAssign[] {
  return pyClass.body.filter((item) => item.kind === "assign");
}

/** `setattr(Class, "name", value)` after the class, for names that are words of Python such as `global`. */
function addedAttributes(scope: PyScope, pyClass: PyClass): Attribute[] {
  return scope.file.body.flatMap((item) => {
    const call = item.kind === "call" ? readCall(scope.file, item.value) : null;
    const [owner, key, value] = call?.callee === "setattr" ? call.args : [];
    const name = key && jsonOf(scope, key);
    if (!owner || !value || typeof name !== "string" || dottedName(scope.file, owner) !== pyClass.name) return [];
    const constant = scope.constants.get(dottedName(scope.file, value) ?? "");
    return [{ name, value: constant ?? value, offset: (constant ?? value).start }];
  });
}

/** A class keeps the last value of a name. */
function lastByName(fields: readonly FieldFacts[]): FieldFacts[] {
  return [...new Map(fields.map((field) => [field.name, field])).values()];
}
