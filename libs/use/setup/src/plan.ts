import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { CONFIG_FILE, LOCK_FILE } from "@ipai/config";
import { shipped } from "@ipai/workspace";
import { applyEdits, modify, parse } from "jsonc-parser";
import type { Found } from "./look.ts";

/** One file that `init` writes: a new one, or an old one with lines added. */
export interface PlannedFile {
  readonly path: string;
  readonly text: string;
  readonly what: string;
}

const ODOO = "https://github.com/odoo/odoo";
const NX_PLUGIN = "@odoo-parity/nx";
const SCHEMA = "./node_modules/@odoo-parity/cli/shipped/docs/schemas/ipai.schema.json";

/** Files that make a workspace of what was found; those that are there already are left as they are. */
export function planInit(found: Found, ci: Found["ci"] = found.ci): PlannedFile[] {
  const series = found.series ?? "19.0";
  return [
    created(found.root, LOCK_FILE, "pins: Odoo's own, no repository of OCA yet", () => lockOf(series)),
    ...gitignore(found.root),
    ...(found.nx ? nxPlugin(found.root) : []),
    ...(ci === "github"
      ? [created(found.root, ".github/workflows/ipai.yml", "checks of every push", () => GITHUB)]
      : ci === "gitlab"
        ? [created(found.root, ".gitlab/ipai.yml", "checks of every push: include it in .gitlab-ci.yml", () => GITLAB)]
        : []),
    // Last, so that a run that was cut short is seen to be unfinished.
    created(found.root, CONFIG_FILE, "what is your own, and what it stands on", () => configOf(found, series)),
  ].flatMap((file) => file ?? []);
}

function created(root: string, path: string, what: string, text: () => string): PlannedFile | null {
  return existsSync(join(root, path)) ? null : { path, what, text: text() };
}

function configOf({ addons, sources, odoo }: Found, series: string): string {
  return json({
    $schema: SCHEMA,
    series,
    addons: addons.length ? addons : ["."],
    ...(sources.length && { sources }),
    ...(odoo && { odoo: { path: odoo } }),
  });
}

/** The shipped pin of Odoo where the series is the same: its facts travel with the program, so no clone is needed. */
function lockOf(series: string): string {
  const ours = JSON.parse(readFileSync(shipped(LOCK_FILE), "utf8"));
  const same = ours.series === series;
  const core = same ? ours.wish.core : { url: ODOO, branch: series, folders: ["odoo/addons", "addons"] };
  return json({
    version: 1,
    series,
    wish: { core, repositories: {} },
    resolved: { ...(same && { core: ours.resolved.core }), repositories: {} },
  });
}

function gitignore(root: string): PlannedFile[] {
  const path = join(root, ".gitignore");
  const before = existsSync(path) ? readFileSync(path, "utf8") : "";
  const lines = [".ipai/", "addons/oca/", "dist/", "node_modules/"].filter(
    (line) => !before.split("\n").some((there) => there.trim().replace(/^\/|\/$/g, "") === line.replace(/\/$/, "")),
  );
  if (lines.length === 0) return [];
  const gap = before === "" || before.endsWith("\n") ? "" : "\n";
  return [{ path: ".gitignore", what: lines.join(" "), text: `${before}${gap}${lines.join("\n")}\n` }];
}

/** Adds the plugin without touching a comment or the layout of the file. */
function nxPlugin(root: string): PlannedFile[] {
  const text = readFileSync(join(root, "nx.json"), "utf8");
  const plugins = (parse(text) as { plugins?: (string | { plugin: string })[] })?.plugins ?? [];
  if (plugins.some((plugin) => (typeof plugin === "string" ? plugin : plugin.plugin) === NX_PLUGIN)) return [];
  const edits = modify(text, ["plugins"], [...plugins, NX_PLUGIN], {
    formattingOptions: { insertSpaces: true, tabSize: 2 },
  });
  return [{ path: "nx.json", what: `the plugin ${NX_PLUGIN}`, text: applyEdits(text, edits) }];
}

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

const GITHUB = `name: ipai
on: [push, pull_request]
permissions:
  contents: read
jobs:
  check:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with:
          fetch-depth: 0
          persist-credentials: false
      - uses: actions/setup-node@v4
        with:
          node-version: 24
      - run: npm ci
      - run: npm exec --no ipai check -- --format github
`;

const GITLAB = `ipai:
  image: node:24
  script:
    - npm ci
    - npm exec --no ipai check
`;
