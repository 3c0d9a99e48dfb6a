import type { State } from "./states.ts";

/** An installation that a module's `post_init_hook` asks for in Python. */
export interface HookInstall {
  readonly module: string;
  readonly installs: string;
  readonly when: (state: (name: string) => State | undefined) => boolean;
}

/**
 * Odoo 19's hooks that install modules on any database. `base_install_request` does so only by
 * `default_productivity_apps` in odoo.conf, `test_main_flows` only for Enterprise: neither applies here.
 */
export const HOOK_INSTALLS: readonly HookInstall[] = [
  {
    // addons/stock_delivery/__init__.py: _auto_install_sale_app
    module: "stock_delivery",
    installs: "sale_management",
    when: (state) => state("website_sale") === "uninstalled",
  },
];
