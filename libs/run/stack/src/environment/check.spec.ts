import { describe, expect, it } from "vitest";
import { checkEnvironment } from "./check.ts";
import { makeSecret, SECRETS } from "./secrets.ts";

const production = {
  ODOO_STAGE: "production",
  ODOO_DOMAIN: "odoo.ipai.ph",
  ODOO_DATABASE: "production",
  ODOO_MODULES: "base,ipai_finance_close",
  ODOO_WORKERS: "4",
  ODOO_MEMORY: "8g",
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
    ["ODOO_WORKERS", "8", 'ODOO_MEMORY is "8g": is too little for 8 workers: they may need 11g'],
    ["ODOO_MEMORY", "8192", 'ODOO_MEMORY is "8192": must be a size with its unit: 8g, 6144m'],
    ["ODOO_MEMORY", "6gm", 'ODOO_MEMORY is "6gm": must be a size with its unit: 8g, 6144m'],
    ["ODOO_SMTP_HOST", "smtp.example.com", 'ODOO_SMTP_HOST is "smtp.example.com": is still the example'],
    ["ODOO_SMTP_USER", "odoo@example.com", 'ODOO_SMTP_USER is "odoo@example.com": is still the example'],
    ["ODOO_SMTP_ENCRYPTION", "tls", 'ODOO_SMTP_ENCRYPTION is "tls": must be starttls or none'],
    ["ODOO_OPTIONS", "--db_host=x", 'ODOO_OPTIONS is "--db_host=x": holds an option that the stack decides itself'],
    ["ODOO_OPTIONS", "log", 'ODOO_OPTIONS is "log": must be options as on Odoo\'s command line: --name=value'],
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

  it("asks for the mail server's password where there is a user, and never sends it in the clear", () => {
    const user = { ODOO_SMTP_USER: "odoo@ipai.ph" };
    expect(messages(user)).toEqual(["secret smtp_password is empty, but ODOO_SMTP_USER is odoo@ipai.ph"]);
    expect(messages(user, secrets().set("smtp_password", "s3"))).toEqual([]);
    expect(messages({ ...user, ODOO_SMTP_ENCRYPTION: "none" }, secrets().set("smtp_password", "s3"))).toEqual([
      'ODOO_SMTP_ENCRYPTION is "none": would send the password of ODOO_SMTP_USER in the clear',
    ]);
  });

  it("passes options through", () =>
    expect(messages({ ODOO_OPTIONS: "--limit-time-real=1200 --log-level warn" })).toEqual([]));

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
