import { readFileSync } from "node:fs";
import { brotliDecompressSync } from "node:zlib";

/** The keys of `odoo-19.0-finance.json.br` that specs read; README.md tells what they mean. */
export interface Oracle {
  readonly load_order: readonly string[];
  readonly xmlids: readonly (readonly [module: string, name: string, model: string, noupdate: boolean])[];
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

export function readOracle(): Oracle {
  const bytes = readFileSync(new URL("odoo-19.0-finance.json.br", import.meta.url));
  return JSON.parse(brotliDecompressSync(bytes).toString()) as Oracle;
}
