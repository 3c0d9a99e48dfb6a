import { createHash } from "node:crypto";
import { runPip, type Pip } from "./pip.ts";

/** One place where packages are: an index, or a folder or page of wheels. */
export interface Place {
  readonly kind: "index" | "links";
  readonly address: string;
}

/** What pip is configured for: places in the order in which they are asked, and everything else as its environment. */
export interface PipSettings {
  readonly places: readonly Place[];
  readonly environment: Readonly<Record<string, string>>;
}

/** Options of a command that stand before what pip is configured for. */
export interface IndexOptions {
  readonly indexUrl?: string | undefined;
  readonly extraIndexUrl?: readonly string[] | undefined;
  readonly findLinks?: readonly string[] | undefined;
  readonly noIndex?: boolean | undefined;
}

/** pip's own default stands in its code and in no setting. */
const DEFAULT: Place = { kind: "index", address: "" };
const PLACES = new Set(["index-url", "extra-index-url", "find-links", "no-index"]);

/**
 * Where pip is configured to look: folders of wheels first, then extra indexes, then the main one. A name is taken from
 * the first place that has it, so that a public index cannot answer for a private one.
 */
export async function readPipSettings(pip: Pip, options: IndexOptions = {}): Promise<PipSettings> {
  const { stdout } = await runPip(pip, ["config", "list"], process.env);
  const values = parseConfig(stdout);
  const list = (name: string) => (values.get(name) ?? "").split(/\s+/).filter(Boolean);
  const links = options.findLinks ?? list("find-links");
  const extra = options.extraIndexUrl ?? list("extra-index-url");
  const main = options.indexUrl ?? values.get("index-url");
  const none = options.noIndex ?? /^(?:1|true|yes|on)$/i.test(values.get("no-index") ?? "");
  const indexes = none ? [] : [...extra.map(toIndex), main === undefined ? DEFAULT : toIndex(main)];
  const others = [...values].filter(([name]) => !PLACES.has(name));
  return {
    places: [...links.map((address) => ({ kind: "links", address }) as const), ...indexes],
    environment: Object.fromEntries(
      others.map(([name, value]) => [`PIP_${name.toUpperCase().replaceAll("-", "_")}`, value]),
    ),
  };
}

const toIndex = (address: string): Place => ({ kind: "index", address });

const level = (section: string) => ["global", "install", "download", ":env:"].indexOf(section);

/** `global.x`, then what is said of the command, then the environment: the last of them holds, as in pip itself. */
function parseConfig(text: string): Map<string, string> {
  const rows = text
    .split("\n")
    .map((line) => /^(global|download|install|:env:)\.([\w-]+)=(['"])(.*)\3$/.exec(line.trim()));
  const known = rows.filter((row) => row !== null).sort((a, b) => level(a[1]!) - level(b[1]!));
  return new Map(known.map((row) => [row[2]!, row[4]!.replaceAll("\\n", "\n")]));
}

/** pip's environment for one place alone: its configuration files are left out, what they say besides stays. */
export function environmentOf(place: Place, { environment }: PipSettings): Record<string, string | undefined> {
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith("PIP_"));
  const where: Record<string, string> =
    place.kind === "links"
      ? { PIP_NO_INDEX: "1", PIP_FIND_LINKS: place.address }
      : place.address === ""
        ? {}
        : { PIP_INDEX_URL: place.address };
  return { ...Object.fromEntries(own), ...environment, ...where, PIP_CONFIG_FILE: "/dev/null", PIP_NO_INPUT: "1" };
}

/** A name for a place that tells nobody its address. */
export function placeId({ kind, address }: Place): string {
  return createHash("sha256").update(`${kind} ${address}`).digest("hex").slice(0, 16);
}

/** A place as people may read it: without names and passwords. */
export function shownPlace({ kind, address }: Place): string {
  if (address === "") return "pip's default index";
  const shown = address.replace(/\/\/[^@/]*@/, "//");
  return kind === "links" ? `the wheels of ${shown}` : `the index ${shown}`;
}
