// Nx plugin: every add-on of the workspace is a project; its dependencies come from `depends` of its manifest.
import { readAddons } from "./addons.mjs";
import { readClosures } from "./closures.mjs";
import { namedInputs, runInput } from "./inputs.mjs";
import { ownManifests } from "./manifests.mjs";
import { readSettings } from "./settings.mjs";
import { findTool } from "./tool.mjs";

export const name = "nx-odoo";

/**
 * Nx caches results, runs tasks and picks affected projects: all of it follows from what is declared here. Manifests
 * are not the files that Nx is told to look for: a deleted one of those would make every project affected.
 */
export const createNodesV2 = [
  "nx.json",
  async ([file], _options, { workspaceRoot }) => {
    const settings = readSettings(workspaceRoot);
    const addons = readAddons(workspaceRoot, await ownManifests(workspaceRoot, settings));
    const closures = readClosures(workspaceRoot, settings.closures, addons);
    const tool = findTool(workspaceRoot);
    const projects = addons.map((addon) => [
      addon.root,
      project(addon, { closure: closures.get(addon.name), settings, tool, run: runInput(workspaceRoot, addon) }),
    ]);
    return [[file, { projects: Object.fromEntries(projects) }]];
  },
];

export const createDependencies = (_options, { projects, workspaceRoot }) => {
  const files = Object.values(projects).flatMap(({ root, tags }) =>
    tags?.includes("odoo") ? [`${root}/__manifest__.py`] : [],
  );
  return readAddons(workspaceRoot, files).flatMap(({ name: source, file, depends }) =>
    depends
      .filter((target) => target in projects)
      .map((target) => ({ source, target, sourceFile: file, type: "static" })),
  );
};

function project(addon, { closure, settings, tool, run }) {
  const ran = [run, `^${run}`, { runtime: `${tool.command} odoo fingerprint` }, ...tool.inputs];
  return {
    name: addon.name,
    projectType: "application",
    sourceRoot: addon.root,
    tags: tagsOf(addon, closure.series),
    metadata: { description: addon.problem ?? addon.summary, technologies: ["odoo"] },
    namedInputs: namedInputs(addon, closure, settings),
    targets: {
      check: {
        executor: "@odoo-parity/nx:check",
        options: { module: addon.name, tool: tool.fingerprint },
        cache: true,
        inputs: ["addon", "^addon", ...tool.inputs],
        outputs: [],
      },
      // The score is the whole workspace's: evidence, mapping and every other add-on count, so it is never cached.
      parity: command(tool, `parity --format json,md --out dist/addons/${addon.name}`),
      install: cached(command(tool, `odoo install ${addon.name}`), ran, [
        `{workspaceRoot}/dist/odoo/${addon.name}/install.log`,
      ]),
      test: cached(command(tool, `odoo test ${addon.name}`), ran, [
        `{workspaceRoot}/dist/odoo/${addon.name}`,
        `{workspaceRoot}/${settings.evidence}/${addon.name}-test-*.json`,
      ]),
    },
  };
}

function command(tool, words) {
  return { executor: "nx:run-commands", options: { command: `${tool.command} ${words}` } };
}

function cached(target, inputs, outputs) {
  return { ...target, cache: true, inputs, outputs };
}

function tagsOf({ category, license, problem }, series) {
  return [
    "odoo",
    ...(series ? [`series:${series}`] : []),
    ...(category ? [`category:${slug(category)}`] : []),
    ...(license ? [`license:${slug(license)}`] : []),
    ...(problem ? ["manifest:broken"] : []),
  ];
}

function slug(text) {
  return text.toLowerCase().replace(/[^a-z0-9.]+/g, "-");
}
