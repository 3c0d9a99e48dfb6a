import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { closureFile } from "./closures.mjs";

/** What no run of Odoo reads: texts for people and for the app store. The icon stays, a menu may load it. */
const UNREAD = [
  "!{projectRoot}/README.*",
  "!{projectRoot}/readme/**/*",
  "!{projectRoot}/doc/**/*",
  "!{projectRoot}/static/description/**/*.{html,rst,md,gif,jpg,jpeg,webp}",
];
/** Translations are read for languages that are installed, and a run installs none but English by itself. */
const TRANSLATIONS = ["!{projectRoot}/i18n/**/*", "!{projectRoot}/i18n_extra/**/*"];
/** How code installs a language, or reads a translation by itself. */
const LANGUAGES = /_activate_lang|language\.install|load_lang|_load_module_terms|_update_translations|i18n|\.po\b/;

/** Named inputs of one add-on: all of it for `check`, what a run of Odoo can see for `install` and `test`. */
export function namedInputs(addon, closure, settings) {
  const pins = closureInputs(addon, closure, settings);
  return {
    addon: ["{projectRoot}/**/*", ...pins],
    run: ["{projectRoot}/**/*", ...UNREAD, ...TRANSLATIONS, ...pins],
    "run-translated": ["{projectRoot}/**/*", ...UNREAD, ...pins],
  };
}

/** The named input that this add-on's runs take of itself and of what it depends on. */
export function runInput(workspaceRoot, { root }) {
  return speaksLanguages(join(workspaceRoot, root)) ? "run-translated" : "run";
}

/** Whether tests or installation hooks of an add-on install a language: translations then decide what they see. */
function speaksLanguages(folder) {
  const tests = join(folder, "tests");
  const files = [
    ...(existsSync(tests) ? readdirSync(tests).map((name) => join(tests, name)) : []),
    ...["__init__.py", "hooks.py"].map((name) => join(folder, name)).filter((file) => existsSync(file)),
  ];
  return files.some((file) => file.endsWith(".py") && LANGUAGES.test(readFileSync(file, "utf8")));
}

/**
 * The add-on's closure file says what the lock pins for it, so a commit that moves these pins touches it. While it is
 * behind the lock, or the manifest cannot be read, wider inputs stand in: too much is affected rather than too little.
 * A module that is nowhere may have been deleted by the very commit that is looked at, or come with the next one.
 */
function closureInputs({ name, problem }, { stale, missing }, { closures }) {
  return [
    `{workspaceRoot}/${closureFile(closures, name)}`,
    ...(stale || problem ? ["{workspaceRoot}/oca.lock.json"] : []),
    ...(problem
      ? ["{workspaceRoot}/**/__manifest__.py"]
      : missing.map((gone) => `{workspaceRoot}/**/${gone}/__manifest__.py`)),
  ];
}
