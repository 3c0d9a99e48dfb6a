// The direction between libraries (docs/architecture.md), read from the `level:N` tag of each package.json.
import { existsSync, readdirSync, readFileSync } from "node:fs";

/** Folders of packages: `core` below all, then the wings, then the faces. */
const folders = ["libs", ...["read", "judge", "run", "use"].map((wing) => `libs/${wing}`), "tools"];
const packages = folders
  .flatMap((folder) => readdirSync(folder).map((name) => `${folder}/${name}`))
  .filter((path) => existsSync(`${path}/package.json`))
  .map((path) => ({
    path,
    level: Number(
      JSON.parse(readFileSync(`${path}/package.json`, "utf8"))
        .nx.tags.find((tag) => tag.startsWith("level:"))
        .slice(6),
    ),
  }));

const upward = packages.map(({ path, level }) => {
  const others = packages.filter((other) => other.path !== path && other.level >= level).map((other) => other.path);
  return {
    name: `level-${level}-${path.replaceAll("/", "-")}`,
    comment: `${path} is level ${level}: it imports lower levels only. Move the shared part down, or pass it in as data.`,
    severity: "error",
    from: { path: `^${path}/` },
    to: { path: `^(${others.join("|")})/` },
  };
});

const PURE = "^libs/(core|read/(python|xml|module|graph|registry)|judge/(checks|impact|parity|report))/src";
const TEST = "[.]spec[.]ts$|/testing/";

export default {
  forbidden: [
    ...upward,
    {
      name: "wings-keep-their-direction",
      comment: "What modules say (read) knows nothing of what it means (judge); servers (run) stand beside both.",
      severity: "error",
      from: { path: "^libs/(read|run)/" },
      to: { path: "^libs/(judge|read|run)/", pathNot: "^libs/$1/" },
    },
    {
      name: "judge-asks-no-server",
      comment: "Verdicts take data. What a server says reaches them through a use-case.",
      severity: "error",
      from: { path: "^libs/judge/" },
      to: { path: "^libs/run/" },
    },
    {
      name: "pure-libraries-touch-nothing",
      comment: "Disk, git, network, clock and processes belong to the edges: take data, return data.",
      severity: "error",
      from: { path: `${PURE}/.*[.]ts$`, pathNot: TEST },
      to: { path: "^(node:)?(fs|fs/promises|child_process|net|http|https|http2|dgram|worker_threads|os|process)$" },
    },
    {
      name: "no-cycles",
      comment: "Two files that need each other are one file, or share a third: a type that both use belongs there too.",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    {
      name: "through-the-index",
      comment: "Import a library by its name, not by a path into its sources.",
      severity: "error",
      from: { path: "^(libs/core|libs/[a-z]+/[^/]+|tools/[^/]+)/src/" },
      to: { path: "^libs/(core|[a-z]+/[^/]+)/src/(?!(index|testing)[.]ts$)", pathNot: "^$1/src/" },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default"],
      extensions: [".ts", ".mjs", ".js"],
    },
  },
};
