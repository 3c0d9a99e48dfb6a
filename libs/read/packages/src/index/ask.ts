import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pLimit from "p-limit";
import { normalName } from "../names.ts";
import { runPip, type Pip } from "./pip.ts";
import { environmentOf, type PipSettings, type Place } from "./places.ts";

/** What is wanted of one package: its name, and version specifiers that pip understands. */
export interface Wanted {
  readonly name: string;
  /** For example `==19.0.*`; all of them must hold. */
  readonly specifier: string;
}

/** The best file that a place has for what is wanted. */
export interface Found {
  readonly name: string;
  readonly version: string;
  /** Null where the place does not say it: the file has to be fetched to know. */
  readonly sha256: string | null;
  readonly yanked: boolean;
}

/** What one place answers: files by normal name, what it lacks with pip's words, and why it could not be asked. */
export interface Answers {
  readonly found: ReadonlyMap<string, Found>;
  readonly absent: ReadonlyMap<string, string>;
  /** Null when the place answered. */
  readonly unreachable: string | null;
}

const PER_RUN = 24;
const AT_ONCE = 3;

/** Asks one place for packages, without their dependencies and without running anything of theirs. */
export async function askPlace(
  pip: Pip,
  place: Place,
  settings: PipSettings,
  wanted: readonly Wanted[],
): Promise<Answers> {
  const here = namesInFolder(place);
  const [asked, others] = [
    wanted.filter(({ name }) => !here || here.has(normalName(name))),
    here ? wanted.filter(({ name }) => !here.has(normalName(name))) : [],
  ];
  const limit = pLimit(AT_ONCE);
  const runs = Array.from({ length: Math.ceil(asked.length / PER_RUN) }, (_, index) =>
    limit(() => askSome(pip, place, settings, asked.slice(index * PER_RUN, (index + 1) * PER_RUN))),
  );
  const answers = await Promise.all(runs);
  return {
    found: new Map(answers.flatMap(({ found }) => [...found])),
    absent: new Map([
      ...others.map(({ name }) => [normalName(name), "no wheel of it is there"] as const),
      ...answers.flatMap(({ absent }) => [...absent]),
    ]),
    unreachable: answers.find(({ unreachable }) => unreachable !== null)?.unreachable ?? null,
  };
}

/** Names in a folder of wheels, which need no pip; null for what has to be asked. */
function namesInFolder({ kind, address }: Place): ReadonlySet<string> | null {
  if (kind !== "links" || /^[a-z+]+:\/\//i.test(address)) return null;
  if (!statSync(address, { throwIfNoEntry: false })?.isDirectory()) return null;
  return new Set(
    readdirSync(address).flatMap((file) => (file.endsWith(".whl") ? [normalName(file.split("-")[0]!)] : [])),
  );
}

/** pip gives up at the first name that it does not find: it is asked again for the others. */
async function askSome(pip: Pip, place: Place, settings: PipSettings, wanted: readonly Wanted[]): Promise<Answers> {
  const absent = new Map<string, string>();
  for (;;) {
    const left = wanted.filter(({ name }) => !absent.has(normalName(name)));
    if (left.length === 0) return { found: new Map(), absent, unreachable: null };
    const { report, log } = await dryRun(pip, place, settings, left);
    if (report) return { found: readReport(report, log), absent, unreachable: null };
    const lacking = /No matching distribution found for (odoo[\w.-]*?)(?=[=<>!~ ;[]|$)/m.exec(log)?.[1];
    const failed = unreachableIn(log);
    if (failed || !lacking) return { found: new Map(), absent, unreachable: failed ?? lastError(log) };
    const others = /from versions: ([^)]*)\)/.exec(log)?.[1];
    absent.set(normalName(lacking), others && others !== "none" ? `it has ${others}` : "it is not there");
  }
}

async function dryRun(pip: Pip, place: Place, settings: PipSettings, wanted: readonly Wanted[]) {
  const scratch = mkdtempSync(join(tmpdir(), "ipai-pip-"));
  try {
    const [file, logFile, reportFile] = ["requirements.txt", "log.txt", "report.json"].map((name) =>
      join(scratch, name),
    ) as [string, string, string];
    writeFileSync(file, wanted.map(({ name, specifier }) => `${name}${specifier}\n`).join(""));
    const flags = ["--dry-run", "--no-deps", "--ignore-installed", "--only-binary=:all:", "--ignore-requires-python"];
    const args = ["install", "--quiet", ...flags, "--report", reportFile, "--log", logFile, "-r", file];
    const { ok, stderr } = await runPip(pip, args, environmentOf(place, settings));
    const log = `${readFileSync(logFile, { encoding: "utf8", flag: "a+" })}\n${stderr}`;
    return { report: ok ? (JSON.parse(readFileSync(reportFile, "utf8")) as Report) : null, log };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** pip's installation report, version 1, as far as it is needed. */
interface Report {
  readonly install: readonly {
    readonly metadata: { readonly name: string; readonly version: string };
    readonly is_yanked?: boolean;
    readonly download_info: {
      readonly url: string;
      readonly archive_info?: { readonly hashes?: { readonly sha256?: string } };
    };
  }[];
}

function readReport(report: Report, log: string): Map<string, Found> {
  return new Map(
    report.install.map(({ metadata: { name, version }, is_yanked, download_info: { archive_info } }) => {
      const yanked = is_yanked ?? new RegExp(`yanked version: '${escaped(name)}' `, "i").test(log);
      return [normalName(name), { name, version, sha256: archive_info?.hashes?.sha256 ?? null, yanked }];
    }),
  );
}

/** A name in pip's warnings may be written with any of the three separators. */
const escaped = (name: string) => name.replaceAll(/[-_.]/g, "[-_.]");

/** Why an index could not be asked; null when it answered, be it that it has nothing of the name. */
export function unreachableIn(log: string): string | null {
  const failures = [...log.matchAll(/Could not fetch URL \S+: (.*?)(?: - skipping)?$/gm)].map(([, why]) => why!);
  return (
    failures
      .find((why) => !/\b404\b/.test(why))
      ?.replaceAll(/\/\/[^@/\s]*@/g, "//")
      .slice(0, 200) ?? null
  );
}

function lastError(log: string): string {
  const [line = "pip failed"] = log
    .split("\n")
    .filter((one) => /ERROR:/.test(one))
    .slice(-1);
  return line
    .replace(/^.*ERROR:\s*/, "")
    .replaceAll(/\/\/[^@/\s]*@/g, "//")
    .slice(0, 200);
}
