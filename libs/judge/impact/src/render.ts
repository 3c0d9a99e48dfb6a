import { formatLocation } from "@ipai/core";
import type { Break } from "./breaks.ts";
import type { Impact } from "./compare.ts";
import type { Delta, ModuleImpact } from "./module-impact.ts";

/** A commit that lies between two pins. */
export interface ReportedCommit {
  readonly commit: string;
  readonly date: string;
  readonly author: string;
  readonly subject: string;
}

export interface BumpReport extends Impact {
  readonly pins: readonly {
    readonly name: string;
    readonly from: string | null;
    readonly to: string | null;
    readonly toDate: string | null;
  }[];
  /** Commits in between by module; null where the history is not at hand. */
  readonly commits: Readonly<Record<string, readonly ReportedCommit[] | null>>;
  /** Modules of moved pins that changed and are in nobody's closure. */
  readonly outside: number;
  /** Score of the required scope, 0 to 1; null where there is no mapping. */
  readonly parity: { readonly before: number; readonly after: number } | null;
}

/** One change of a module: what kind, and what it is about. */
type Line = readonly [what: string, about: string];

const SHOWN = 8;
const COMMITS_SHOWN = 6;

const list = (what: string, names: readonly string[]): Line[] => (names.length > 0 ? [[what, shorten(names)]] : []);

/** What changed in one module, most important first. */
function linesOf(module: ModuleImpact): Line[] {
  const both = (what: string, { added, removed }: Delta): Line[] => [
    ...list(`${what} removed`, removed),
    ...list(`${what} added`, added),
  ];
  const needs = [...both("depends", module.depends), ...both("Python", module.python)];
  if (module.kind !== "changed") return module.kind === "added" ? needs : [];
  return [
    ...list("migration scripts", module.migrations),
    ...(module.needsUpdate ? [["update", `needed: odoo-bin -u ${module.name}`] as const] : []),
    ...needs,
    ...both("models", module.models),
    ...list(
      "fields retyped",
      module.retyped.map(({ field, from, to }) => `${field} (${from} → ${to})`),
    ),
    ...both("fields", module.fields),
    ...both("groups", module.groups),
    ...module.access
      .slice(0, SHOWN)
      .map((rule): Line => [
        `access ${rule.kind}`,
        `${rule.id}: ${[rule.before, rule.after].filter(Boolean).join(" → ")}`,
      ]),
    ...(module.access.length > SHOWN ? [["access", `${module.access.length - SHOWN} more`] as const] : []),
    ...both("xml ids", module.ids),
  ];
}

function shorten(names: readonly string[]): string {
  const shown = names.slice(0, SHOWN).join(", ");
  return names.length > SHOWN ? `${shown} and ${names.length - SHOWN} more` : shown;
}

function versions({ kind, from, to, version }: ModuleImpact): string {
  if (kind !== "changed") return `${kind} ${to ?? from ?? ""}`.trim();
  return from === to ? `${to}, version unchanged` : `${from} → ${to}${version ? ` (${version})` : ""}`;
}

const count = (many: number, noun: string): string => `${many} ${noun}${many === 1 ? "" : "s"}`;
const shortCommit = (commit: string | null): string => commit?.slice(0, 12) ?? "none";
const percent = (score: number): string => `${(score * 100).toFixed(2)} %`;

function parityLine(parity: BumpReport["parity"]): string {
  return parity ? `${percent(parity.before)} → ${percent(parity.after)}` : "not computed";
}

function viewsLine({ checked, unchecked }: BumpReport["views"]): string {
  return unchecked.length > 0
    ? `${checked} combined, ${unchecked.length} out of reach: ${shorten(unchecked)}`
    : `${checked} combined`;
}

/** The report for a terminal. */
export function renderBumpText(report: BumpReport): string {
  if (report.pins.length === 0) return "nothing to bump: every pin is at the newest commit of its branch";
  const lines = report.pins.map(({ name, from, to, toDate }) =>
    `pin      ${name}  ${shortCommit(from)} → ${shortCommit(to)}  ${toDate?.slice(0, 10) ?? ""}`.trimEnd(),
  );
  for (const module of report.modules) {
    lines.push(`module   ${module.name}  ${versions(module)}`);
    lines.push(...linesOf(module).map(([what, about]) => `           ${what}: ${about}`));
    const commits = report.commits[module.name];
    if (commits)
      lines.push(
        `           ${count(commits.length, "commit")}${commits[0] ? `, the last: ${commits[0].commit.slice(0, 12)} ${commits[0].subject}` : ""}`,
      );
  }
  if (report.outside > 0)
    lines.push(`outside  ${count(report.outside, "more module")} changed that nothing here needs`);
  return [...lines, `views    ${viewsLine(report.views)}`, `parity   ${parityLine(report.parity)}`].join("\n");
}

/** The report for a pull request. */
export function renderBumpMarkdown(report: BumpReport): string {
  const broken = report.breaks.filter(({ innocent }) => innocent);
  return [
    "## OCA pins",
    table(
      ["repository", "from", "to", "date"],
      report.pins.map(({ name, from, to, toDate }) => [
        name,
        code(shortCommit(from)),
        code(shortCommit(to)),
        toDate?.slice(0, 10) ?? "",
      ]),
    ),
    broken.length > 0 ? "### Breaks here" : "### Nothing here breaks",
    ...(broken.length > 0 ? [broken.map(breakItem).join("\n")] : []),
    ...section(
      "### Broken among the changed modules",
      report.breaks.filter(({ innocent }) => !innocent),
    ),
    "### Modules",
    ...report.modules.map((module) => moduleSection(module, report.commits[module.name])),
    `Views: ${viewsLine(report.views)}. Parity: ${parityLine(report.parity)}.${report.outside > 0 ? ` ${count(report.outside, "more module")} changed that nothing here needs.` : ""}`,
    "",
  ].join("\n\n");
}

function section(title: string, breaks: readonly Break[]): string[] {
  return breaks.length > 0 ? [title, breaks.map(breakItem).join("\n")] : [];
}

const breakItem = ({ severity, module, message, advice, at }: Break): string =>
  `- **${severity}** ${code(module)}: ${escape(message)}${at ? ` (${code(formatLocation(at))})` : ""}: ${escape(advice)}`;

function moduleSection(module: ModuleImpact, commits: readonly ReportedCommit[] | null | undefined): string {
  const items = linesOf(module).map(([what, about]) => `- ${what}: ${escape(about)}`);
  const shown = (commits ?? [])
    .slice(0, COMMITS_SHOWN)
    .map(({ commit, date, subject }) => `  - ${code(commit.slice(0, 12))} ${date.slice(0, 10)} ${escape(subject)}`);
  const rest = (commits?.length ?? 0) - shown.length;
  const history =
    commits === null
      ? ["- commits: the history is not on this machine"]
      : commits
        ? [`- ${count(commits.length, "commit")}${rest > 0 ? `, the last ${shown.length}` : ""}`, ...shown]
        : [];
  return [`**${module.name}** (${module.repository}) ${escape(versions(module))}\n`, ...items, ...history].join("\n");
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

const code = (text: string): string => `\`${text}\``;
/** Names with underscores and subjects of strangers must not turn into markup, links or mentions. */
const escape = (text: string): string =>
  text.replaceAll(/[\\`*_<>|[\]#@]/g, (mark) => (mark === "@" ? "@\u200b" : `\\${mark}`));
