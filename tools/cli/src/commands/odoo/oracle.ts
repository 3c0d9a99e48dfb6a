import { Command } from "commander";

/** `ipai odoo oracle`: what a running Odoo knows, and the static engine held against it. */
export function oracleCommand(): Command {
  return new Command("oracle").description("what a running Odoo knows, and the static engine held against it");
}
