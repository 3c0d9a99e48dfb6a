import type { Issue } from "@ipai/core";
import picomatch from "picomatch";
import type { LocatedMapping } from "../mapping/parse.ts";
import type { FactIndex } from "../world/index-facts.ts";
import type { Advertised } from "./advertised.ts";

interface SourceContext {
  readonly advertised: ReadonlySet<string>;
  readonly universe: ReadonlySet<string>;
  readonly facts: FactIndex;
}

/** Each kind of source: null when what it names is there, else what is wrong. */
const KINDS: Readonly<Record<string, (named: string, context: SourceContext) => string | null>> = {
  upgrade_boolean: (named, { advertised }) =>
    advertised.has(`upgrade_boolean: ${named}`) ? null : `Community shows no upgrade setting ${named}`,
  to_buy: (named, { advertised }) =>
    advertised.has(`to_buy: ${named}`) ? null : `Community offers no app ${named} to buy`,
  other_toggle: (named, { facts }) => {
    const [module, field] = named.split(":");
    const found = facts.fields.get(`res.config.settings.${field}`)?.some((it) => it.module === module);
    return found ? null : `${module} has no setting ${field}`;
  },
  "public add-on name": (named, { universe }) => (universe.has(named) ? null : `${named} is no Enterprise add-on`),
  "public add-on names": (named, { universe }) => {
    const patterns = named.split(/[,\s]+/).filter((word) => word.includes("_"));
    const wrong = patterns.filter((pattern) => ![...universe].some((name) => picomatch.isMatch(name, pattern)));
    return wrong.length === 0 && patterns.length > 0 ? null : `${wrong.join(", ") || named}: no Enterprise add-on`;
  },
  docs: (named) => (/^content\/[\w/.-]+\.rst\b/.test(named) ? null : `${named} is no page of odoo/documentation`),
  "public page": (named) => (/^https:\/\/\S+/.test(named) ? null : `${named} is no address of a page`),
};

/** Whether every source exists where it can be checked: in Community's own content and in the list of add-ons. */
export function lintSources(
  { mapping, at }: LocatedMapping,
  context: {
    readonly advertised: readonly Advertised[];
    readonly universe: readonly string[];
    readonly facts: FactIndex;
  },
): Issue[] {
  const known: SourceContext = {
    facts: context.facts,
    universe: new Set(context.universe),
    advertised: new Set(context.advertised.map(({ kind, source }) => `${kind}: ${source}`)),
  };
  return mapping.capabilities.flatMap(({ sources }, index) =>
    sources.flatMap((text, position) => {
      const wrong = checkSource(text, known);
      const place = at(["capabilities", index, "sources", position]);
      return wrong === null
        ? []
        : [{ code: "source-missing", severity: "error" as const, message: wrong, advice: ADVICE, at: place }];
    }),
  );
}

const ADVICE = `A source is \`<kind>: <what>\` and must exist; kinds: ${Object.keys(KINDS).join(", ")}`;

function checkSource(text: string, context: SourceContext): string | null {
  const colon = text.indexOf(": ");
  const check = KINDS[text.slice(0, colon)];
  return check ? check(text.slice(colon + 2).trim(), context) : `\`${text}\` is no known kind of source`;
}
