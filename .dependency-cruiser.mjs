// The direction between libraries (docs/architecture.md), read from the `level:N` tag of each package.json.
import { readdirSync, readFileSync } from "node:fs";

const packages = ["libs", "tools"].flatMap((folder) =>
  readdirSync(folder).map((name) => ({
    path: `${folder}/${name}`,
    level: Number(
      JSON.parse(readFileSync(`${folder}/${name}/package.json`, "utf8"))
        .nx.tags.find((tag) => tag.startsWith("level:"))
        .slice(6),
    ),
  })),
);

const upward = packages.map(({ path, level }) => {
  const others = packages.filter((other) => other.path !== path && other.level >= level).map((other) => other.path);
  return {
    name: `level-${level}-${path.replace("/", "-")}`,
    comment: `${path} is level ${level}: it imports lower levels only. Move the shared part down, or pass it in as data.`,
    severity: "error",
    from: { path: `^${path}/` },
    to: { path: `^(${others.join("|")})/` },
  };
});

const PURE = "^libs/(core|python|xml|module|graph|registry|checks|impact|parity|report)/src";
const TEST = "[.]spec[.]ts$|/testing/";

export default {
  forbidden: [
    ...upward,
    {
      name: "pure-libraries-touch-nothing",
      comment: "Disk, git, network, clock and processes belong to the edges: take data, return data.",
      severity: "error",
      from: { path: `${PURE}/.*[.]ts$`, pathNot: TEST },
      to: { path: "^(node:)?(fs|fs/promises|child_process|net|http|https|http2|dgram|worker_threads|os|process)$" },
    },
    {
      name: "no-cycles",
      comment: "Two files that need each other to run are one file, or share a third. Types alone may refer both ways.",
      severity: "error",
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    {
      name: "through-the-index",
      comment: "Import a library by its name, not by a path into its sources.",
      severity: "error",
      from: { path: "^(libs|tools)/([^/]+)/" },
      to: { path: "^libs/([^/]+)/src/(?!index[.]ts$)", pathNot: "^(libs|tools)/$2/" },
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
