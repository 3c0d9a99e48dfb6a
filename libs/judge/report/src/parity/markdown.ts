import type { ParityReport, Shift } from "@ipai/parity";
import type { ParityContext } from "./context.ts";
import { CAUSE_WORDS, percent } from "./words.ts";

/** Rows of a list before it says how many more there are: the whole stays under 60 lines. */
const LIMIT = 8;

/** The report for a pull request, short enough to be read: the score and what moved it, what blocks, what is missing. */
export function renderParityMarkdown(report: ParityReport, context: ParityContext = {}): string {
  const { parity, losses, inputs } = report;
  const { required, universe } = parity.totals;
  const before = context.changes?.diff.proven;
  const row = (name: string, it: typeof required, old?: number) =>
    `| ${name} | ${it.capabilities} | **${percent(it.proven)}**${old === undefined ? "" : ` (${signed(it.proven - old)})`} | ${percent(it.tested)} | ${percent(it.declared)} |`;
  return `${[
    `# Enterprise parity at ${parity.series}: ${percent(required.proven)} proven`,
    "",
    `Scope: ${parity.scope}. ${inputs.universe.accounted} of ${inputs.universe.addons} Enterprise add-ons accounted for.`,
    "",
    "| | capabilities | proven | tested | declared, for contrast |",
    "|---|---|---|---|---|",
    row("scope: required", required, before?.required[0]),
    row("whole universe", universe, before?.universe[0]),
    "",
    ...renderMoves(context),
    ...renderBlocking(context),
    "## What holds the scope back",
    "",
    ...list(losses.required.map((it) => `${percent(it.share)}: ${CAUSE_WORDS[it.cause]} (${it.capabilities})`)),
  ].join("\n")}\n`;
}

function renderMoves({ changes }: ParityContext): string[] {
  if (!changes) return [];
  const { shifts, pins } = changes.diff;
  const commit = changes.commit ? ` (${changes.commit.slice(0, 12)})` : "";
  const counts = `pins moved: ${pins.length}, capabilities: ${shifts.length}`;
  return [
    `Since the run of ${changes.at.slice(0, 10)}${commit} ${counts}.`,
    "",
    ...renderShifts(
      "Lost",
      shifts.filter(({ points }) => points < 0),
    ),
    ...renderShifts("Won", shifts.filter(({ points }) => points > 0).toReversed()),
  ];
}

function renderShifts(title: string, shifts: readonly Shift[]): string[] {
  return shifts.length === 0 ? [] : [`## ${title}`, "", ...list(shifts.map(renderShift)), ""];
}

function renderShift({ title, before, after, causes }: Shift): string {
  const reason = causes[0] ? `: ${causes[0].slice(0, 160)}` : "";
  return `${escape(title)}: ${before?.tier ?? "absent"} → ${after?.tier ?? "absent"}${escape(reason)}`;
}

function renderBlocking({ gates }: ParityContext): string[] {
  const red = (gates ?? []).filter(({ go }) => !go);
  if (red.length === 0) return [];
  const lines = red.flatMap(({ id, blocking }) => blocking.map((it) => `${id}: ${escape(it)}`));
  return ["## Blocking checks", "", ...list(lines), ""];
}

function list(items: readonly string[]): string[] {
  const more = items.length - LIMIT;
  return [...items.slice(0, LIMIT).map((it) => `- ${it}`), ...(more > 0 ? [`- and ${more} more`] : [])];
}

/** Names come from files that others write: they must not become markup. */
function escape(text: string): string {
  return text.replace(/[\\`*_{}[\]<>|#]/g, String.raw`\$&`).replaceAll("\n", " ");
}

function signed(change: number): string {
  return `${change < 0 ? "" : "+"}${percent(change)}`;
}
