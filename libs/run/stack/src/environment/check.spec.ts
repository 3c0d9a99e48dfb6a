import { describe, expect, it } from "vitest";
import { checkEnvironment } from "./check.ts";
import { makeSecret, SECRETS } from "./secrets.ts";

const production = {
  ODOO_STAGE: "production",
  ODOO_DOMAIN: "odoo.ipai.ph",
  ODOO_DATABASE: "production",
  ODOO_MODULES: "base,ipai_finance_close",
  ODOO_WORKERS: "4",
  ODOO_MEMORY_MB: "8192",
  ODOO_SMTP_HOST: "smtp.ipai.ph",
  ODOO_SMTP_PORT: "587",
  ACME_EMAIL: "it@ipai.ph",
};
const dev = { ...production, ODOO_STAGE: "dev", ODOO_WORKERS: "0", ODOO_DOMAIN: undefined };
const secrets = () => new Map<string, string>(SECRETS.map((name) => [name, makeSecret()]));
const messages = (more: Record<string, string | undefined>, held = secrets()) =>
  checkEnvironment({ ...production, ...more }, held).map(({ message }) => message);

describe("checkEnvironment", () => {
  it("accepts a whole environment", () => {
    expect(messages({})).toEqual([]);
    expect(checkEnvironment(dev, null)).toEqual([]);
  });

  it.each([
    ["ODOO_STAGE", "prod", 'ODOO_STAGE is "prod": must be dev or production'],
    ["ODOO_STAGE", undefined, "ODOO_STAGE is not set: must be dev or production"],
    ["ODOO_WORKERS", "two", 'ODOO_WORKERS is "two": must be a whole number'],
    ["ODOO_WORKERS", "8", 'ODOO_MEMORY_MB is "8192": is too little for 8 workers: they may need 11264'],
    ["ODOO_DOMAIN", "erp.example.com", 'ODOO_DOMAIN is "erp.example.com": is still the example'],
    ["ODOO_DOMAIN", "https://x.ph", 'ODOO_DOMAIN is "https://x.ph": must be the name that browsers ask for'],
    ["ODOO_DATABASE", "postgres", 'ODOO_DATABASE is "postgres": is one of PostgreSQL\'s own databases'],
    ["ACME_EMAIL", "", "ACME_EMAIL is not set: must be the address that the certificate authority may write to"],
    [
      "ODOO_MODULES",
      "base; sale",
      'ODOO_MODULES is "base; sale": must be technical names of modules, separated by commas',
    ],
  ])("says which and why: %s = %s", (name, value, message) => expect(messages({ [name]: value })).toContain(message));

  it.each([
    ["admin", "secret odoo_app is shorter than 16 characters"],
    ["my-password-is-long-enough", "secret odoo_app is, or contains, a password that everybody tries"],
    ["changeme-changeme-changeme", "secret odoo_app is, or contains, a password that everybody tries"],
    ["", "secret odoo_app is empty, or holds spaces or characters that clients encode differently"],
  ])("refuses the secret %j in production, without repeating it", (value, message) => {
    const found = messages({}, secrets().set("odoo_app", value));
    expect(found).toEqual([message]);
  });

  it("refuses a missing secret, and one used twice", () => {
    const held = secrets();
    held.set("odoo_reporting", held.get("odoo_app")!);
    held.delete("odoo_admin_password");
    expect(messages({}, held)).toEqual([
      "secret odoo_reporting is also odoo_app's",
      "secret odoo_admin_password is missing",
    ]);
  });
});
