import { readFileSync } from "node:fs";
import { brotliDecompressSync } from "node:zlib";

/** The keys of an `odoo-19.0-*.json.br` that specs read; README.md tells what they mean. */
export interface Oracle {
  readonly load_order: readonly string[];
  readonly xmlids: readonly (readonly [module: string, name: string, model: string, noupdate: boolean])[];
  readonly models: readonly (readonly [module: string, model: string, transient: boolean, abstract: boolean])[];
  readonly fields: readonly (readonly [
    module: string,
    model: string,
    field: string,
    type: string,
    relation: string | null,
    store: boolean,
    required: boolean,
    readonly: boolean,
  ])[];
  readonly registry: Readonly<
    Record<
      string,
      {
        readonly inherits: Readonly<Record<string, string>>;
        readonly rec_name: string | null;
        readonly order: string | null;
      }
    >
  >;
  readonly views: readonly {
    readonly xmlid: string;
    readonly model: string | false;
    readonly type: string;
    readonly active: boolean;
    readonly n: number;
    readonly sha: string;
  }[];
  readonly view_extensions: readonly {
    readonly xmlid: string;
    readonly inherit: string;
    readonly model: string | false;
    readonly active: boolean;
    readonly priority: number;
  }[];
}

/** Sets of modules that a real Odoo was asked about. */
export type OracleName = "finance" | "operations" | "orm";

export function readOracle(name: OracleName = "finance"): Oracle {
  const bytes = readFileSync(new URL(`odoo-19.0-${name}.json.br`, import.meta.url));
  return JSON.parse(brotliDecompressSync(bytes).toString()) as Oracle;
}
