import { dropOrphans, lockedModules, wantedClosure } from "@ipai/lockfile";
import { modulesNamed, movePackages } from "./packages.ts";
import { CannotRun } from "@ipai/workspace";
import type { Command } from "commander";
import { finish, ocaCommand, openSession, save, type CommonOptions } from "./session.ts";

/** `ipai oca remove <repository>…`: drops wishes with their pins, and says what loses a dependency. */
export function removeCommand(): Command {
  return ocaCommand("remove", "drop repositories or packages from the wish and the lock", [
    "remove OCA/server-tools",
    "remove dms",
  ])
    .argument("<name...>", "repositories, modules of packages or OCA/<name>, as in the wish")
    .action(async (names: string[], options: CommonOptions) => {
      const session = await openSession(options);
      if (!session) return;
      const { lock } = session;
      const wished = lock.wish.packages ?? {};
      const packages = [
        ...modulesNamed(
          lock,
          names.filter((name) => !name.includes("/")),
        ),
      ];
      const unknown = names.find(
        (name) => !lock.wish.repositories[name] && !wished[name] && !packages.some((one) => wished[one]),
      );
      if (unknown) throw new CannotRun(`the lock has no wish for ${unknown}`, "`ipai oca status` lists them");
      const kept = Object.entries(lock.wish.repositories).filter(([name]) => !names.includes(name));
      const left = Object.entries(wished).filter(([name]) => !names.includes(name) && !packages.includes(name));
      const { packages: _, ...wish } = lock.wish;
      const rest = left.length > 0 ? { packages: Object.fromEntries(left) } : {};
      const pruned = dropOrphans({ ...lock, wish: { ...wish, repositories: Object.fromEntries(kept), ...rest } });
      const next = lock.resolved.packages ? (await movePackages(session, pruned, new Set())).value.lock : pruned;
      const [had, has] = [lockedModules(lock), lockedModules(next)];
      const lost = [...wantedClosure(next)].filter((name) => had.has(name) && !has.has(name)).sort();
      const { written, issues } = await save(session, next);
      const lacking = lost.map((name) => ({
        code: "dependency-lost",
        severity: "warning" as const,
        message: `${name} of ${had.get(name)!.repository} is still needed by a wished module`,
        advice: `see who needs it with \`ipai oca why ${name}\`, then drop that too or add the repository again`,
      }));
      finish(options, { removed: names, written, issues: [...issues, ...lacking] }, `removed  ${names.join(", ")}`);
    });
}
