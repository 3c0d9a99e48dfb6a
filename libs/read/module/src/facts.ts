import type { Issue, Origin } from "@ipai/core";
import type { Manifest } from "./manifest/schema.ts";

/**
 * Part of every cache key and fact pack: raise it whenever the same bytes give other facts.
 */
export const FACTS_VERSION = 4;

/**
 * Everything known of one module from its files alone: a pure function of the folder's content.
 * `file` is relative to the module folder, `line` counts from 1. Nothing here is source code:
 * view archs stay in the repository and are read at `file` when a view is combined.
 */
export interface ModuleFacts {
  readonly name: string;
  /** Null when the manifest could not be read; `issues` says why. */
  readonly manifest: Manifest | null;
  /** Lines of the manifest's entries by their value; absent without a manifest. */
  readonly lines?: Readonly<Record<"depends" | "data" | "demo", Readonly<Record<string, number>>>>;
  /** One entry per Python class that is a model, in import order. */
  readonly models: readonly ModelFacts[];
  readonly routes: readonly RouteFacts[];
  /** Data of `data` then `demo` files, each in document order: the order Odoo loads them. */
  readonly records: readonly RecordFacts[];
  /** Own xml ids that only code names, and so may make: full names, sorted. */
  readonly codeIds?: readonly string[];
  readonly web: WebFacts;
  /** `migrations/` and `upgrades/` scripts: `{version: "19.0.1.1.0", file}`. */
  readonly migrations: readonly { readonly version: string; readonly file: string }[];
  /** Number of Python test classes and test methods, to size ports and to check test counts. */
  readonly tests: {
    readonly classes: number;
    readonly methods: number;
    /** Absent where no test names one. */
    readonly capabilities?: readonly TestCapability[];
  };
  /** Lines of code by kind, without blank lines and comments, tests apart. */
  readonly size: { readonly python: number; readonly xml: number; readonly js: number; readonly tests: number };
  /** Every file of the module, for manifests that name files and asset globs: sorted, without i18n. */
  readonly files: readonly string[];
  /** Locations are relative to the module folder. */
  readonly issues: readonly Issue[];
}

/** A test that says which capability it shows: a line `Capability: <id>` in its docstring. */
export interface TestCapability {
  readonly capability: string;
  /** `TestTax.test_rounding`, as Odoo's log names it. */
  readonly name: string;
  readonly file: string;
  readonly line: number;
}

export interface ModelFacts {
  /** `_name`, else the single `_inherit`: the model that this class defines or extends. */
  readonly model: string;
  readonly className: string;
  readonly file: string;
  readonly line: number;
  /** True when the class makes the model (a `_name` that is not among its `_inherit`). */
  readonly defines: boolean;
  readonly kind: "model" | "transient" | "abstract";
  readonly inherit: readonly string[];
  /** `_inherits`: parent model → many2one field; also fields declared with `delegate=True`. */
  readonly inherits: Readonly<Record<string, string>>;
  readonly description?: string;
  readonly order?: string;
  readonly recName?: string;
  /** False for `_auto = False` (a model over an SQL view), absent when not set. */
  readonly auto?: boolean;
  /** `_log_access`, absent when not set. */
  readonly logAccess?: boolean;
  readonly table?: string;
  /** True where the class body gives itself attributes that only a run can name (`locals()[name] = …`). */
  readonly open?: true;
  readonly fields: readonly FieldFacts[];
  readonly methods: readonly MethodFacts[];
  readonly constraints: readonly ConstraintFacts[];
}

export interface FieldFacts {
  readonly name: string;
  /** Odoo's ttype (`many2one`, `char`, …); null when only overridden without a certain class. */
  readonly type: string | null;
  readonly line: number;
  readonly relation?: string;
  readonly inverse?: string;
  readonly string?: string;
  /** Only when written with a literal; the registry applies Odoo's defaults. */
  readonly required?: boolean;
  readonly readonly?: boolean;
  readonly store?: boolean;
  readonly index?: string | boolean;
  readonly translate?: boolean;
  readonly copy?: boolean;
  readonly companyDependent?: boolean;
  /** Method name, `true` when it is a function or an expression, `false` when written as None or False. */
  readonly compute?: string | boolean;
  readonly inverseMethod?: string | boolean;
  readonly search?: string | boolean;
  /** Field with the currency of an amount, where it is named. */
  readonly currency?: string;
  /** Field that holds the value (`base_sparse_field`). */
  readonly sparse?: string;
  /** Dotted path of a related field; empty when written as None or False. */
  readonly related?: string;
  /** Keys of a literal selection; `selectionAdd` those added by an extension. */
  readonly selection?: readonly string[];
  readonly selectionAdd?: readonly string[];
  readonly groups?: string;
  readonly default?: true;
  readonly delegate?: true;
  /** `inherited=True`: a related field that stands for one of a model in `_inherits`. */
  readonly inherited?: boolean;
  /** Keyword names whose value is not a literal, so that a reader knows what is uncertain. */
  readonly dynamic?: readonly string[];
}

export interface MethodFacts {
  readonly name: string;
  readonly line: number;
  /** Dotted decorators without `@`: `api.depends`, with their literal arguments. */
  readonly decorators: readonly { readonly name: string; readonly args: readonly string[] }[];
  /** True when the body calls `super()`. */
  readonly callsSuper: boolean;
}

export interface ConstraintFacts {
  readonly name: string;
  readonly kind: "constraint" | "index" | "unique_index" | "legacy_sql_constraint";
  readonly definition: string;
  readonly line: number;
}

export interface RouteFacts {
  /** URL patterns; empty when the route is overridden without a path. */
  readonly paths: readonly string[];
  readonly method: string;
  readonly className: string;
  readonly file: string;
  readonly line: number;
  readonly auth: string;
  readonly type: string;
  readonly methods: readonly string[];
}

/**
 * One `record`, `template`, `menuitem`, `asset`, `function`, `delete`, or CSV row. An id may come again, here or in
 * another module: the first entry makes the record and settles `model` and `noupdate`, later ones change it.
 */
export interface RecordFacts {
  readonly kind: "record" | "template" | "menuitem" | "asset" | "function" | "delete";
  /** Full xml id `module.name`; null for a record without id, a function, or a delete by search. */
  readonly id: string | null;
  /** False when another module's prefix is used: the record is changed here, not made. */
  readonly own: boolean;
  readonly model: string;
  readonly noupdate: boolean;
  readonly forcecreate?: boolean;
  readonly file: string;
  readonly line: number;
  readonly demo: boolean;
  /** Literal field values of the models in `KEPT_FIELDS`; `ref:` marks a reference to an xml id. */
  readonly values?: Readonly<Record<string, string>>;
  readonly view?: ViewFacts;
  /** Every xml id this entry refers to (`ref=`, `%(x)d`, `groups=`, parents, actions), full names. */
  readonly refs?: readonly string[];
}

export interface ViewFacts {
  readonly type: string | null;
  /** Empty for qweb. */
  readonly model: string;
  /** Full xml id of the parent view. */
  readonly inherit?: string;
  /** Name that `t-call` uses, for qweb views; for a `<template>` its xml id unless it says otherwise. */
  readonly key?: string;
  readonly mode: "primary" | "extension";
  readonly priority: number;
  readonly active: boolean;
  /** Fields the entry sets: a later entry of the same id changes these and leaves the others. */
  readonly given: readonly string[];
  /** Names by tag in the arch: `field.partner_id`, `button.action_post`, `filter.late`; sorted, unique. */
  readonly names: readonly string[];
  /** Fields shown with `widget="upgrade_boolean"`: what Community offers and only Enterprise has. */
  readonly upgrades?: readonly { readonly field: string; readonly line: number }[];
  /** For an extension: what it needs of its parent. */
  readonly locators?: readonly { readonly expr: string; readonly position: string; readonly line: number }[];
}

export interface WebFacts {
  /** `registry.category("views").add("gantt", …)`. */
  readonly registry: readonly {
    readonly category: string;
    readonly key: string;
    readonly file: string;
    readonly line: number;
  }[];
  readonly patches: readonly { readonly target: string; readonly file: string; readonly line: number }[];
  readonly components: readonly {
    readonly name: string;
    readonly template: string | null;
    readonly file: string;
    readonly line: number;
  }[];
  /** `t-name` of client templates, with `t-inherit` where it extends one. */
  readonly templates: readonly {
    readonly name: string;
    readonly inherit?: string;
    readonly mode?: string;
    readonly file: string;
    readonly line: number;
  }[];
}

/** A module's facts with where they came from. */
export interface IndexedModule {
  readonly origin: Origin;
  readonly facts: ModuleFacts;
}
