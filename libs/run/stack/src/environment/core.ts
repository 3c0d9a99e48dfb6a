import type { Issue } from "@ipai/core";

/** Where Odoo S.A. publishes the Community edition. */
const OFFICIAL = /^(https:\/\/|git@)github\.com[/:]odoo\/odoo(\.git)?$/i;

/**
 * Whether production may run the core that the lock pins: one that Odoo S.A. did not publish must be accepted by its name,
 * `owner/repository`, and stays a warning.
 *
 * @param url the core's address in `oca.lock.json`; undefined where nothing is pinned
 * @param accepted `ODOO_CORE_ACCEPTED`
 */
export function checkCore(url: string | undefined, accepted: string | undefined): Issue[] {
  if (url === undefined || OFFICIAL.test(url)) return [];
  const name = url
    .replace(/\.git$/, "")
    .split(/[/:]/)
    .slice(-2)
    .join("/");
  const message = `the pinned core is ${name}, which Odoo S.A. did not publish`;
  const severity = accepted === name ? "warning" : "error";
  const advice = `compare it with github.com/odoo/odoo; to run it all the same: ODOO_CORE_ACCEPTED=${name}`;
  return [{ code: "core-unofficial", severity, message, advice }];
}
