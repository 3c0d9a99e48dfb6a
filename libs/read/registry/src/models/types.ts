import type { FieldFacts, ModelFacts } from "@ipai/module";

/** What a module brings to the registry. */
export interface ModuleModels {
  readonly name: string;
  /** In the order in which Python makes the classes (`ModuleFacts.models`). */
  readonly models: readonly ModelFacts[];
}

/** A model as the registry holds it once all modules are loaded. */
export interface MergedModel {
  readonly model: string;
  readonly kind: ModelFacts["kind"];
  /** Modules that define or extend it, in load order: those that own an xml id of its `ir.model` record. */
  readonly modules: readonly string[];
  /** Direct parents of `_inherit`, the model itself left out. */
  readonly inherit: readonly string[];
  /** `_inherits`: parent model → many2one field. */
  readonly inherits: Readonly<Record<string, string>>;
  readonly description: string;
  readonly order: string;
  readonly recName: string | null;
  readonly table: string;
  readonly fields: ReadonlyMap<string, MergedField>;
}

/** A field after all its definitions, with Odoo's defaults applied. */
export interface MergedField {
  readonly name: string;
  /** Null where no definition has a class that is known. */
  readonly type: string | null;
  readonly relation?: string;
  readonly inverse?: string;
  readonly string?: string;
  readonly required: boolean;
  readonly readonly: boolean;
  readonly store: boolean;
  readonly related?: string;
  readonly compute?: string | true;
  readonly groups?: string;
  /** Keys of a literal selection, those added by extensions included; absent where it is computed. */
  readonly selection?: readonly string[];
  /** True for a field of a model that this one delegates to (`_inherits`). */
  readonly inherited: boolean;
  /** Modules that own an xml id of its `ir.model.fields` record, in load order. */
  readonly modules: readonly string[];
}

/** A class of a module's source with the fields that Odoo adds to it. */
export interface Definition {
  readonly module: string;
  readonly facts: ModelFacts;
  readonly fields: readonly FieldDefinition[];
}

export interface FieldDefinition {
  /** Null for the fields of `BaseModel`. */
  readonly module: string | null;
  readonly facts: FieldFacts;
}
