import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Issue } from "@ipai/core";
import pLimit from "p-limit";
import { normalName } from "../names.ts";
import { unreachableIn } from "./ask.ts";
import type { Finder } from "./find.ts";
import { runPip } from "./pip.ts";
import { environmentOf, type Place } from "./places.ts";

/** One exact file to fetch. */
export interface WheelWanted {
  readonly name: string;
  readonly version: string;
  /** Null where nobody said it yet. */
  readonly sha256: string | null;
  /** The place that has it; without one every configured place is tried, which the hash makes safe. */
  readonly place?: Place | undefined;
}

const PER_RUN = 40;
const AT_ONCE = 3;

/**
 * Brings wheels into the store; pip downloads and compares hashes, nothing is installed or run.
 * @returns SHA-256 by normal name of what is in the store now, and issues for what is not
 */
export async function fetchWheels(
  wanted: readonly WheelWanted[],
  finder: Finder,
): Promise<{ readonly hashes: Map<string, string>; readonly issues: readonly Issue[] }> {
  const here = wanted.filter(({ sha256 }) => sha256 !== null && finder.store.has(sha256));
  const hashes = new Map(here.map(({ name, sha256 }) => [normalName(name), sha256!]));
  const open = wanted.filter(({ name }) => !hashes.has(normalName(name)));
  const issues: Issue[] = [];
  if (open.length > 0 && (finder.offline || !finder.pip))
    return {
      hashes,
      issues: open.map((one) => notHere(one, finder.offline ? "nobody may be asked offline" : "there is no pip")),
    };
  const places = [...new Set(open.map(({ place }) => place))];
  for (const place of places) {
    const group = open.filter((one) => one.place === place);
    for (const tried of place ? [place] : finder.settings.places) {
      const left = group.filter(({ name }) => !hashes.has(normalName(name)));
      const why = await download(left, tried, finder, hashes);
      if (left.every(({ name }) => hashes.has(normalName(name)))) break;
      if (tried === (place ?? finder.settings.places.at(-1)))
        issues.push(
          ...left
            .filter(({ name }) => !hashes.has(normalName(name)))
            .map((one) => notHere(one, why.get(normalName(one.name)) ?? "it is not there")),
        );
    }
  }
  return { hashes, issues };
}

/** Downloads in runs; a run that fails as a whole is tried file by file, so that one bad file names itself alone. */
async function download(
  wanted: readonly WheelWanted[],
  place: Place,
  finder: Finder,
  hashes: Map<string, string>,
): Promise<Map<string, string>> {
  const limit = pLimit(AT_ONCE);
  const reasons = new Map<string, string>();
  const runs = Array.from({ length: Math.ceil(wanted.length / PER_RUN) }, (_, index) =>
    limit(async () => {
      const some = wanted.slice(index * PER_RUN, (index + 1) * PER_RUN);
      if ((await downloadSome(some, place, finder, hashes)) === null) return;
      for (const one of some) {
        if (hashes.has(normalName(one.name))) continue;
        const why = await downloadSome([one], place, finder, hashes);
        if (why !== null) reasons.set(normalName(one.name), why);
      }
    }),
  );
  await Promise.all(runs);
  return reasons;
}

/** Null when pip brought all of them, else why not. */
async function downloadSome(
  wanted: readonly WheelWanted[],
  place: Place,
  { pip, settings, store }: Finder,
  hashes: Map<string, string>,
): Promise<string | null> {
  mkdirSync(store.folder, { recursive: true });
  const scratch = mkdtempSync(join(store.folder, ".fetch-"));
  try {
    const [file, log, out] = [join(scratch, "requirements.txt"), join(scratch, "log.txt"), join(scratch, "out")];
    const lines = wanted.map(
      ({ name, version, sha256 }) => `${name}===${version}${sha256 ? ` --hash=sha256:${sha256}` : ""}\n`,
    );
    writeFileSync(file, lines.join(""));
    const flags = ["--no-deps", "--only-binary=:all:", "--ignore-requires-python"];
    const args = ["download", "--quiet", ...flags, "--dest", out, "--log", log, "-r", file];
    const { ok, stderr } = await runPip(pip!, args, environmentOf(place, settings));
    if (!ok) return reasonOf(`${readFileSync(log, { encoding: "utf8", flag: "a+" })}\n${stderr}`);
    for (const name of readdirSync(out)) hashes.set(normalName(name.split("-")[0]!), store.take(join(out, name)));
    return null;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function reasonOf(log: string): string {
  if (/DO NOT MATCH THE HASHES/.test(log)) return "the index serves another file under this name and version";
  return unreachableIn(log) ?? /ERROR: (.*)/.exec(log)?.[1]?.slice(0, 200) ?? "pip failed";
}

function notHere({ name, version, sha256 }: WheelWanted, why: string): Issue {
  const other = why.includes("another file");
  return {
    code: other ? "wheel-differs" : "wheel-not-fetched",
    severity: "error",
    message: `${name} ${version}${sha256 ? ` (sha256 ${sha256.slice(0, 12)})` : ""} could not be fetched: ${why}`,
    advice: other
      ? "do not use it, and ask who runs the index; the pin stays as it was"
      : "look at `pip config list` and the network, then run the command again",
  };
}
