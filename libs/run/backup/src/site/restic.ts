import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { Issue } from "@ipai/core";
import { fault } from "../run/fault.ts";
import type { Finished, RunOptions } from "../run/process.ts";
import { freeSite } from "./lock.ts";
import { runRestic, type Repository } from "./repository.ts";

/** What restic said, or why a site could not be used: then `issue` names it. */
export type Answer =
  | { readonly issue: null; readonly stdout: string }
  | { readonly issue: Issue; readonly stdout: string };

type Call = Pick<RunOptions, "cwd" | "timeoutSeconds" | "endWhen" | "holding">;

/** How long a run waits for another one that works on the site. */
const LOCK_WAIT_SECONDS = 60;

/** How a site says that credentials may not do what they try. */
export const REFUSED = /Permission denied \(|Host key verification failed|Access Key Id|Access ?Denied|403 Forbidden/i;

/**
 * Asks restic about one repository. A lock that a killed run left is taken away, whoever meets it; for the end of a run
 * that lives it waits a minute. Never throws for what the site does.
 */
export async function restic(repository: Repository, args: readonly string[], call: Call = {}): Promise<Answer> {
  const until = Date.now() + LOCK_WAIT_SECONDS * 1000;
  for (let tries = 0; ; tries += 1) {
    const answer = await ask(repository, args, call);
    // Ended before its time, it may not have come to take its own lock away.
    if (answer.issue && (call.endWhen || call.timeoutSeconds)) await freeSite(repository);
    if (answer.issue?.code !== "site-locked" || Date.now() > until) return answer;
    if (tries > 0) await sleep(2000);
    await freeSite(repository);
  }
}

async function ask(repository: Repository, args: readonly string[], call: Call): Promise<Answer> {
  if (repository.address && !(await answers(repository.address))) {
    const { host, port } = repository.address;
    return refusal(repository, "site-unreachable", `nobody answers at ${host}:${port}`);
  }
  const done = await runRestic(repository, args, call);
  if (done.exit === 0) return { issue: null, stdout: done.stdout };
  const { code, message } = causeOf(done);
  return { ...refusal(repository, code, message), stdout: done.stdout };
}

/** What restic's last words mean, most telling first. */
const CAUSES: readonly (readonly [pattern: RegExp, code: string])[] = [
  [/wrong password or no key found/, "site-wrong-key"],
  [/no space left on device|file too large|disk quota exceeded/i, "site-full"],
  [REFUSED, "site-refused"],
  [
    /Is there a repository at the following location|repository does not exist|config.* does not exist/,
    "site-no-copies",
  ],
  [/already locked/, "site-locked"],
  [
    /ciphertext verification failed|does not match|checksum|Pack ID|damaged|error for tree|repository contains errors/i,
    "site-damaged",
  ],
];

const ADVICE: Readonly<Record<string, string>> = {
  "site-unreachable": "check that the site is up and its address is right; the other sites are not touched",
  "site-wrong-key": "name the key that this repository was made with (password_file)",
  "site-full": "free space at the site, or run `ipai backup prune --site`",
  "site-no-copies": "check the path; if the site is new, run `ipai backup create --init`",
  "site-refused": "check the credentials of this site and what they may do there",
  "site-locked": "that run works on this site: wait for its end; half an hour after its death its lock counts no more",
  "site-damaged": "restore from another site; repair this one by making it anew, see docs/DR_RUNBOOK.md",
  "site-failed": "run the command again with the site's own logs at hand",
};

function causeOf({ exit, stdout, stderr }: Finished): { code: string; message: string } {
  const words = `${stderr}\n${stdout}`;
  const found = CAUSES.find(([pattern]) => pattern.test(words));
  const lines = stderr
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
  const telling = lines.find((line) => found?.[0].test(line)) ?? lines.find((line) => /^Fatal|error/i.test(line));
  return { code: found?.[1] ?? "site-failed", message: telling ?? lines.at(-1) ?? `restic ended with ${exit}` };
}

function refusal({ site }: Repository, code: string, message: string) {
  return { issue: fault(code, `${site.name}: ${message}`, ADVICE[code]!), stdout: "" };
}

function answers({ host, port }: { host: string; port: number }): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 5000 });
    const end = (up: boolean) => () => {
      socket.destroy();
      resolve(up);
    };
    socket.once("connect", end(true)).once("error", end(false)).once("timeout", end(false));
  });
}
