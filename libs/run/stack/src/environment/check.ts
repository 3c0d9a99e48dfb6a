import type { Issue } from "@ipai/core";
import { checkSecrets } from "./secrets.ts";
import { Environment } from "./schema.ts";

/**
 * What is wrong with the settings of a stage, each variable with its value and why; secrets are never repeated.
 *
 * @param env variables by name
 * @param secrets contents by name, for production; null where there is no folder of them
 */
export function checkEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  secrets: ReadonlyMap<string, string> | null,
): Issue[] {
  const parsed = Environment.safeParse(env);
  const issues = parsed.success ? [] : parsed.error.issues.map(({ path, message }) => settingIssue(env, path, message));
  return env["ODOO_STAGE"] === "production"
    ? [...issues, ...checkSecrets(secrets ?? new Map(), env["ODOO_SMTP_USER"])]
    : issues;
}

function settingIssue(env: Readonly<Record<string, string | undefined>>, path: PropertyKey[], message: string): Issue {
  const name = String(path[0] ?? "ODOO_STAGE");
  const value = env[name];
  const why = name === "ODOO_STAGE" ? "must be dev or production" : message;
  return {
    code: "setting-wrong",
    severity: "error",
    message: value ? `${name} is "${value}": ${why}` : `${name} is not set: ${why}`,
    advice: ".env.example explains every setting",
  };
}
