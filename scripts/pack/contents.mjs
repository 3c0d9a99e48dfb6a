import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Packages of npm that cannot be bundled, or that few commands need and that weigh more than all else. */
export const STAYS_OUTSIDE = [
  "@cyclonedx/cyclonedx-library",
  "@electric-sql/pglite",
  "ajv",
  "ajv-formats",
  "ajv-formats-draft2019",
  "axe-core",
  "highs",
  "packageurl-js",
  "playwright-core",
  "pg-native",
];

/** Of these, what a command asks for by name when it is not there: history without a server, pictures of pages. */
const OPTIONAL = ["@electric-sql/pglite", "axe-core", "playwright-core"];
/** Asked for by `pg` where somebody installed it; not ours to bring. */
const NEVER = ["pg-native"];

/** The shipped parity as data: mapping, pins, their facts and the list that the mapping is judged by. */
export const SHIPPED = ["ee_parity_mapping.yml", "oca.lock.json", "facts", "docs/reference", "docs/schemas"];

/** package.json of @odoo-parity/cli: versions of what stays outside are those that the tests ran with. */
export function cliPackage(root) {
  const versions = (names) => Object.fromEntries(names.map((name) => [name, `^${installed(root, name)}`]));
  const needed = STAYS_OUTSIDE.filter((name) => !OPTIONAL.includes(name) && !NEVER.includes(name));
  return {
    ...common(root, "@odoo-parity/cli"),
    bin: { ipai: "bin/ipai.mjs" },
    exports: { "./package.json": "./package.json", "./bin/ipai.mjs": "./bin/ipai.mjs" },
    dependencies: versions(needed),
    optionalDependencies: versions(OPTIONAL),
  };
}

/** package.json of @odoo-parity/nx: the sources of the plugin are what is published. */
export function nxPackage(root) {
  const { description, exports, generators, executors } = read(root, "tools/nx-odoo/package.json");
  const entry = common(root, "@odoo-parity/nx");
  return {
    ...entry,
    description,
    exports,
    generators,
    executors,
    peerDependencies: { "@odoo-parity/cli": entry.version, nx: ">=23" },
  };
}

function common(root, name) {
  const { version, description, license, engines } = read(root, "package.json");
  return { name, version, description, license, type: "module", engines, publishConfig: { access: "public" } };
}

function installed(root, name) {
  return read(root, `node_modules/${name}/package.json`).version;
}

function read(root, path) {
  return JSON.parse(readFileSync(join(root, path), "utf8"));
}
