import type { Issue, Result } from "@ipai/core";
import { normalName } from "../names.ts";
import type { Answered, WheelStore } from "../store.ts";
import { askPlace, type Found, type Wanted } from "./ask.ts";
import type { Pip } from "./pip.ts";
import { placeId, shownPlace, type PipSettings, type Place } from "./places.ts";

/** A package to look for; `index` is the one place it may come from. */
export interface Sought extends Wanted {
  readonly index?: string | undefined;
}

/** Where pip asks, and where what it answered is kept. */
export interface Finder {
  /** Null where there is no pip, or nobody may be asked: what is kept must do. */
  readonly pip: Pip | null;
  readonly settings: PipSettings;
  readonly store: WheelStore;
  readonly offline: boolean;
}

/** The best file of a package, with the place that has it. */
export interface Candidate extends Found {
  readonly place: Place;
}

/**
 * Finds packages in the places that pip is configured for. A folder of wheels holds before indexes. Indexes are all asked:
 * where two have a name with different files, none is taken, since one of them may be somebody else's package of the
 * same name; the wish then has to say which index is meant.
 * @returns files by normal name; an issue for each that was not found, and for a place that could not be asked
 */
export async function findPackages(sought: readonly Sought[], finder: Finder): Promise<Result<Map<string, Candidate>>> {
  const issues: Issue[] = [];
  const found = new Map<string, Candidate>();
  const reasons = new Map<string, string[]>();
  for (const [places, group] of byPlaces(sought, finder.settings)) {
    const answers = [];
    for (const place of places) {
      const left = group.filter(({ name }) => place.kind === "index" || !found.has(normalName(name)));
      const open = left.filter(({ name }) => found.get(normalName(name))?.place.kind !== "links");
      const answer = await answersOf(place, open, finder);
      if (answer.unreachable !== null) issues.push(unreachable(place, answer.unreachable));
      for (const [name, why] of answer.absent) reasons.set(name, [...(reasons.get(name) ?? []), why]);
      answers.push({ place, ...answer });
      for (const [name, file] of answer.found) {
        const before = found.get(name);
        if (!before) found.set(name, { ...file, place });
        else if (before.version !== file.version || before.sha256 !== file.sha256)
          issues.push(inTwo(file, before.place, place));
      }
    }
    // An index that did not answer may be the one that a name belongs to.
    if (answers.some(({ unreachable }) => unreachable !== null))
      for (const { name } of group) found.delete(normalName(name));
  }
  for (const { at } of issues) if (at) found.delete(normalName(at.path));
  const blocked = issues.length > 0;
  for (const { name, specifier } of sought)
    if (!found.has(normalName(name)) && !blocked)
      issues.push(absent(name, specifier, reasons.get(normalName(name)) ?? [], finder));
  return { value: found, issues };
}

function byPlaces(sought: readonly Sought[], { places }: PipSettings): Map<readonly Place[], Sought[]> {
  const groups = new Map<string, { places: readonly Place[]; sought: Sought[] }>();
  for (const one of sought) {
    const key = one.index ?? "";
    const meant = one.index === undefined ? places : [placeOf(one.index, places)];
    const group = groups.get(key) ?? { places: meant, sought: [] };
    group.sought.push(one);
    groups.set(key, group);
  }
  return new Map([...groups.values()].map((group) => [group.places, group.sought]));
}

const bare = (text: string) => text.replace(/\/\/[^@/]*@/, "//").replace(/\/$/, "");

/** The configured place of an address, which may carry a password that the wish does not. */
function placeOf(address: string, places: readonly Place[]): Place {
  return places.find((place) => bare(place.address) === bare(address)) ?? { kind: "index", address };
}

async function answersOf(place: Place, wanted: readonly Sought[], { pip, settings, store, offline }: Finder) {
  const id = placeId(place);
  const known = new Map<string, Answered>();
  for (const one of wanted) {
    const answer = store.answer(id, one, offline || !pip);
    if (answer) known.set(normalName(one.name), answer);
  }
  const open = wanted.filter(({ name }) => !known.has(normalName(name)));
  const fresh =
    open.length === 0
      ? EMPTY
      : offline || !pip
        ? { ...EMPTY, unreachable: offline ? "nobody may be asked offline" : "there is no pip" }
        : await askPlace(pip, place, settings, open);
  store.remember(id, open, fresh);
  const before = [...known].flatMap(([name, { file }]) => (file ? [[name, file] as const] : []));
  const lacking = [...known].flatMap(([name, { why }]) => (why === null ? [] : [[name, why] as const]));
  return {
    found: new Map([...before, ...fresh.found]),
    absent: new Map([...lacking, ...fresh.absent]),
    unreachable: fresh.unreachable,
  };
}

const EMPTY = { found: new Map<string, Found>(), absent: new Map<string, string>(), unreachable: null };

function unreachable(place: Place, why: string): Issue {
  return {
    code: "index-unreachable",
    severity: "error",
    message: `${shownPlace(place)} could not be asked: ${why}`,
    advice:
      "look at `pip config list` and the network, then run the command again; no name is taken from another index meanwhile",
  };
}

function inTwo({ name, version }: Found, first: Place, second: Place): Issue {
  return {
    code: "package-in-two-indexes",
    severity: "error",
    message: `${name} is in ${shownPlace(first)} and, as another file (${version}), in ${shownPlace(second)}`,
    advice: `say in the wish which of them is meant: { "version": "*", "index": "https://…" }; one of the two may not be yours`,
    at: { path: name },
  };
}

function absent(name: string, specifier: string, why: readonly string[], { settings }: Finder): Issue {
  const reason = why.find((one) => one.startsWith("it has")) ?? why[0] ?? "it is not there";
  const place =
    settings.places.length === 1 ? shownPlace(settings.places[0]!) : `any of ${settings.places.length} places`;
  return {
    code: "package-missing",
    severity: "error",
    message: `${name}${specifier} is not in ${settings.places.length ? place : "any place: pip has no index"} (${reason})`,
    advice:
      "check the name and the version, or take the module from its repository with `ipai oca add OCA/<repository>`",
  };
}
