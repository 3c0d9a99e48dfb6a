import { deriveMend, ensurePin, frameworkTree, openMirror, pins, type Lock, type Mend, type Pin } from "@ipai/lockfile";
import { CannotRun } from "@ipai/workspace";
import type { Command } from "commander";
import { finish, ocaCommand, openSession, save, type CommonOptions } from "./session.ts";

interface Flags extends CommonOptions {
  readonly find: string;
  readonly replace: string;
  readonly reason: string;
}

/** `ipai oca mend`: one text replaced in a module that cannot be used as published, recorded with the tree it makes. */
export function mendCommand(): Command {
  return ocaCommand("mend", "record a text to replace in a pinned module that cannot be used as published", [
    `mend iap __manifest__.py --find config_views.xml --replace config.xml --reason "names a file that is not there"`,
  ])
    .argument("<module>")
    .argument("<file>", "relative to the module folder")
    .requiredOption("--find <text>", "text that stands there exactly once")
    .requiredOption("--replace <text>", "what stands there instead")
    .requiredOption("--reason <text>", "why")
    .action(run);
}

async function run(module: string, file: string, options: Flags): Promise<void> {
  const session = await openSession(options);
  if (!session) return;
  const named = pins(session.lock).find(({ pin }) => Object.hasOwn(pin.modules, module));
  if (!named) throw new CannotRun(`no pin holds ${module}`, "ipai oca status lists the pins");
  const mirror = await openMirror(named.pin.url, session.settings);
  const { value: commit, issues } = await ensurePin(mirror, named.name, named.pin);
  if (!commit) return finish(options, { issues }, "");
  const { find, replace, reason } = options;
  const mend = { module, file, find, replace, reason };
  const derived = await deriveMend(mirror, commit, named.pin, mend);
  if (!derived.value) return finish(options, { issues: derived.issues }, "");
  const framework = named.pin.folders?.includes("odoo/addons") ? frameworkTree(mirror, commit) : undefined;
  const pin = withMend({ ...named.pin, ...(framework && { framework }) }, { ...mend, tree: derived.value });
  const saved = await save(session, withPin(session.lock, named.name, pin));
  finish(
    options,
    { module, tree: derived.value, ...saved },
    `${module} is ${derived.value.slice(0, 12)} with the mend`,
  );
}

function withMend(pin: Pin, mend: Mend): Pin {
  const others = (pin.mends ?? []).filter(({ module }) => module !== mend.module);
  return { ...pin, mends: [...others, mend].sort((a, b) => (a.module < b.module ? -1 : 1)) };
}

function withPin(lock: Lock, name: string, pin: Pin): Lock {
  const { core, repositories } = lock.resolved;
  if (!(name in repositories)) return { ...lock, resolved: { ...lock.resolved, core: pin } };
  return { ...lock, resolved: { ...(core && { core }), repositories: { ...repositories, [name]: pin } } };
}
