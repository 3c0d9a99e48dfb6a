// Writes what is derived from sources: `npm run docs`, `npm run llms`. With --check, fails where a file is stale.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const FULL_LIMIT = 400_000;

const read = (path) => readFileSync(join(root, path), "utf8");
const list = (folder, pattern) =>
  existsSync(join(root, folder))
    ? readdirSync(join(root, folder))
        .filter((name) => pattern.test(name))
        .sort()
        .map((name) => `${folder}/${name}`)
    : [];

/** Title and first paragraph of a Markdown file, on one line. */
function gist(path) {
  const text = read(path).replaceAll(/<!--[\s\S]*?-->|^```[\s\S]*?^```$/gm, "");
  const title = /^# (.+)$/m.exec(text)?.[1] ?? path;
  const blocks = text.slice(text.indexOf(title) + title.length).split(/\n\s*\n/);
  const paragraph = blocks.map((block) => block.trim()).find((block) => /^(?!Version )[A-Z`*[\d]/i.test(block)) ?? "";
  const [sentence] = /^.*?[.:](?=\s|$)/.exec(paragraph.replaceAll(/\s+/g, " ")) ?? [paragraph.replaceAll(/\s+/g, " ")];
  return { title: plain(title), about: plain(sentence).replace(/:$/, ".") };
}

const plain = (text) => text.replaceAll(/\[([^\]]+)\]\([^)]+\)/g, "$1").replaceAll("**", "");

const linkTo = (path) => {
  const { title, about } = gist(path);
  return `- [${title}](${path})${about ? `: ${about}` : ""}`;
};

const GENERATED = new Set(["docs/cli.md"]);
const guides = () => list("docs", /\.md$/).filter((path) => !GENERATED.has(path));
const decisions = () => list("docs/decisions", /\.md$/);
const spec = () => list("spec", /\.md$/);
const addons = () =>
  list("addons/ipai", /^ipai_/)
    .map((folder) => `${folder}/README.md`)
    .filter((path) => existsSync(join(root, path)));

/** The format of llmstxt.org: a title, a summary, sections of links; Optional may be left out. */
function llms() {
  const { title, about } = gist("README.md");
  const [, summary = about] = /^# .+\n+([\s\S]*?)\n\n/.exec(read("README.md")) ?? [];
  const sections = {
    Start: ["README.md", "CLAUDE.md", "docs/architecture.md", "docs/cli.md"],
    Guides: guides().filter((path) => path !== "docs/architecture.md"),
    Specification: spec(),
    "Add-ons": addons(),
    Optional: decisions(),
  };
  const blocks = Object.entries(sections).flatMap(([name, paths]) => {
    const links = paths.filter((path) => existsSync(join(root, path))).map(linkTo);
    return links.length ? [`## ${name}\n\n${links.join("\n")}`] : [];
  });
  return [`# ${title}`, `> ${plain(summary).replaceAll("\n", " ")}`, ...blocks].join("\n\n") + "\n";
}

/** Everything that people write to be read, in one file; what is generated stays out. */
function llmsFull() {
  const paths = ["README.md", "CLAUDE.md", ...guides(), ...spec(), ...decisions()].filter((path) =>
    existsSync(join(root, path)),
  );
  const text = paths.map((path) => `<!-- ${path} -->\n\n${read(path).trim()}\n`).join("\n");
  if (text.length > FULL_LIMIT) throw new Error(`llms-full.txt has ${text.length} characters, at most ${FULL_LIMIT}`);
  return text;
}

function cli() {
  const ipai = join(root, "tools/cli/bin/ipai.mjs");
  const { status, stdout, stderr } = spawnSync(process.execPath, [ipai, "reference"], { cwd: root, encoding: "utf8" });
  if (status !== 0) throw new Error(`ipai reference failed:\n${stderr}`);
  return stdout;
}

const FILES = { cli: { "docs/cli.md": cli }, llms: { "llms.txt": llms, "llms-full.txt": llmsFull } };

const check = process.argv.includes("--check");
const asked = process.argv.slice(2).filter((name) => name in FILES);
const parts = Object.entries(FILES).filter(([name]) => asked.length === 0 || asked.includes(name));
let stale = 0;
for (const [path, make] of parts.flatMap(([, files]) => Object.entries(files))) {
  const text = make();
  if (existsSync(join(root, path)) && read(path) === text) continue;
  if (check) {
    stale += 1;
    console.error(`stale ${path}\n      help: npm run docs, and commit it`);
  } else {
    writeFileSync(join(root, path), text);
    console.log(`wrote ${path}`);
  }
}
console.log(check ? `stale files: ${stale}` : "up to date");
process.exitCode = stale ? 1 : 0;
