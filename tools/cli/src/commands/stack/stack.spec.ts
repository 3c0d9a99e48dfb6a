import { chmodSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { ipai, plant } from "../../testing.ts";

const EXAMPLE = readFileSync(new URL("../../../../../.env.example", import.meta.url), "utf8");

it("prepares production: secrets once, settings that say what is wrong", () => {
  const root = plant({ ".env": EXAMPLE });
  const secrets = ipai(root, "stack", "secrets", "secrets", "--json");
  expect(JSON.parse(secrets.stdout)).toMatchObject({ written: expect.arrayContaining(["odoo_app"]), kept: [] });
  expect(statSync(join(root, "secrets")).mode & 0o777).toBe(0o700);
  const before = readFileSync(join(root, "secrets/odoo_app"), "utf8");
  expect(JSON.parse(ipai(root, "stack", "secrets", "secrets", "--json").stdout).written).toEqual([]);
  expect(readFileSync(join(root, "secrets/odoo_app"), "utf8")).toBe(before);

  const example = ipai(root, "stack", "env", "--file", ".env", "--secrets", "secrets");
  expect(example.status).toBe(1);
  expect(example.stdout).toContain('ODOO_DOMAIN is "odoo.example.com": is still the example');
  const filled = plant({ ".env": EXAMPLE.replaceAll("example.com", "ipai.ph") });
  expect(ipai(filled, "stack", "env", "--file", ".env").stdout).toContain("secret odoo_app is missing");
  const withMail = ["stack", "env", "--file", ".env", "--secrets", join(root, "secrets")];
  expect(ipai(filled, ...withMail).stdout).toContain("secret smtp_password is empty");
  chmodSync(join(root, "secrets/smtp_password"), 0o644);
  writeFileSync(join(root, "secrets/smtp_password"), "the-providers");
  expect(ipai(filled, ...withMail).status).toBe(0);
  expect(ipai(filled, "stack", "env", "--file", "no.env").status).toBe(2);
});

it("checks a workspace's stack, and cannot where there is none", () => {
  expect(ipai(plant({}), "stack", "check").status).toBe(2);
  const { status, stdout } = ipai(
    plant({ "docker-compose.yml": "services: {a: {image: 'nginx:latest'}}" }),
    "stack",
    "check",
    "--json",
  );
  expect(status).toBe(1);
  expect(JSON.parse(stdout).issues.map(({ code }: { code: string }) => code)).toContain("image-without-version");
});
