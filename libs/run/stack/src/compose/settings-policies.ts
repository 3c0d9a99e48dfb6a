import type { Policy } from "../policy.ts";
import { environment, isLoopback, isOdoo, limitOf, portName, ports, secrets, type ServiceSubject } from "./subject.ts";

/** What any server has: larger limits must be settings. */
const SMALLEST = { cpus: 1, mem_limit: 512 * 2 ** 20 };

/** What whoever runs a service can set, without editing its file. */
export const settingsPolicies: readonly Policy<ServiceSubject>[] = [
  {
    code: "size-fixed",
    why: "what a server may not have is a setting: more than one processor, more than 512 MB, and published ports",
    advice: 'cpus: ${ODOO_CPUS:-2}, mem_limit: ${ODOO_MEMORY:-8g}, "${HTTPS_PORT:-443}:8443"',
    production: true,
    breach: ({ name, written }) => [
      ...(["cpus", "mem_limit"] as const)
        .filter((key) => Number(limitOf(written, key)) > SMALLEST[key])
        .map((key) => `${name} has a fixed ${key}: ${limitOf(written, key)}`),
      ...ports(written)
        .filter((port) => !isLoopback(port) && !String(port.published).includes("${"))
        .map((port) => `${name} has the fixed port ${portName(port)}`),
    ],
  },
  {
    code: "unit-around-setting",
    why: "a size's setting carries its own unit: with one appended, `6g` becomes `6gm` and Compose ends without saying why",
    advice: "mem_limit: ${ODOO_MEMORY:-8g}",
    breach: ({ name, written }) =>
      ["mem_limit", "mem_reservation", "shm_size", "cpus", "pids_limit"]
        .filter((key) => /\$/.test(String(written[key] ?? "")) && !/^\$\{.*\}$|^\$\w+$/.test(String(written[key])))
        .map((key) => `${name} writes ${key}: ${written[key]}`),
  },
  {
    code: "mail-without-login",
    why: "Odoo can log in at its mail server: hardly any takes mail from strangers",
    advice: "ODOO_SMTP_USER and ODOO_SMTP_ENCRYPTION in the environment, and the secret smtp_password",
    production: true,
    breach: ({ name, service }) =>
      isOdoo(service) &&
      !(
        environment(service)["ODOO_SMTP_USER"] !== undefined &&
        "ODOO_SMTP_ENCRYPTION" in environment(service) &&
        secrets(service).includes("smtp_password")
      ) &&
      `${name} cannot log in at a mail server`,
  },
  {
    code: "options-not-passed",
    why: "an option of Odoo can be set without building an image",
    advice: "ODOO_OPTIONS: ${ODOO_OPTIONS:-}",
    production: true,
    breach: ({ name, service }) =>
      isOdoo(service) && !("ODOO_OPTIONS" in environment(service)) && `${name} takes no ODOO_OPTIONS`,
  },
];
