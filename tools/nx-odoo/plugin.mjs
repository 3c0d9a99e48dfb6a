// Nx plugin: every add-on below addons/ipai is a project; its dependencies come from `depends` of its manifest.
import { readAddons } from "./addons.mjs";
import { closureFile, readClosures } from "./closures.mjs";

export const name = "nx-odoo";

/** Nx caches results, runs tasks and picks affected projects: all of it follows from what is declared here. */
export const createNodesV2 = [
  "addons/ipai/*/__manifest__.py",
  (manifests, _options, { workspaceRoot }) => {
    const addons = readAddons(workspaceRoot, manifests);
    const closures = readClosures(workspaceRoot, addons);
    return addons.map((addon) => [
      addon.file,
      { projects: { [addon.root]: project(addon, closures.get(addon.name)) } },
    ]);
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

function project(addon, closure) {
  return {
    name: addon.name,
    projectType: "application",
    sourceRoot: addon.root,
    tags: tagsOf(addon, closure.series),
    metadata: { description: addon.problem ?? addon.summary, technologies: ["odoo"] },
    namedInputs: { addon: ["{projectRoot}/**/*", ...closureInputs(addon, closure)] },
    targets: {
      check: target(`check ${addon.name}`, ["addon", "^addon", TOOLS]),
      // The score is the whole workspace's: evidence, mapping and every other add-on count, so it is never cached.
      parity: ipai(`parity --format json,md --out dist/addons/${addon.name}`),
      install: target(
        `odoo install ${addon.name}`,
        ["addon", "^addon", ...ODOO],
        [`{workspaceRoot}/dist/odoo/${addon.name}/install.log`],
      ),
      test: target(
        `odoo test ${addon.name}`,
        ["addon", "^addon", ...ODOO],
        [`{workspaceRoot}/dist/odoo/${addon.name}`, `{workspaceRoot}/evidence/${addon.name}-test-*.json`],
      ),
    },
  };
}

/** Nx hashes these projects' files, but a change to them does not make an add-on affected: only its closure does. */
const TOOLS = { input: "default", projects: ["@ipai/*"] };

/** What decides how an add-on runs besides content: the Odoo it runs on, and the library that runs it. */
const ODOO = [{ env: "ODOO_SRC" }, { env: "ODOO_IMAGE" }, { input: "default", projects: ["@ipai/odoo"] }];

function target(command, inputs, outputs = []) {
  return { ...ipai(command), cache: true, inputs, outputs };
}

function ipai(command) {
  return { executor: "nx:run-commands", options: { command: `node tools/cli/bin/ipai.mjs ${command}` } };
}

/**
 * The add-on's closure file says what the lock pins for it, so a commit that moves these pins touches it. While it is
 * behind the lock, or the manifest cannot be read, wider inputs stand in: too much is affected rather than too little.
 */
function closureInputs({ name: addon, problem }, { stale }) {
  return [
    `{workspaceRoot}/${closureFile(addon)}`,
    ...(stale || problem ? ["{workspaceRoot}/oca.lock.json"] : []),
    ...(problem ? ["{workspaceRoot}/addons/ipai/*/__manifest__.py"] : []),
  ];
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
