import { readFileSync, statSync } from "node:fs";
import { locate, type Issue, type Result } from "@ipai/core";
import type { ServerAddress } from "@ipai/postgres";
import { isMap, isSeq, LineCounter, parseDocument, type Node } from "yaml";
import { BackupConfig, type DatabaseServer } from "./schema.ts";

/** Text of `backup.yml` → configuration, or null with issues at their lines. */
export function parseConfig(text: string, path: string): Result<BackupConfig | null> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const issue = (message: string, offset: number): Issue => {
    const { line, col: column } = lines.linePos(offset);
    const advice = "deploy/backup.example.yml shows every field";
    return { code: "backup-config", severity: "error", message, advice, at: { path, line, column } };
  };
  if (document.errors.length)
    return { value: null, issues: document.errors.map((it) => issue(it.message.split("\n")[0]!, it.pos[0])) };
  const parsed = BackupConfig.safeParse(document.toJS());
  if (parsed.success) return { value: parsed.data, issues: judgeSites(parsed.data).map((it) => locate(it, { path })) };
  const issues = parsed.error.issues.map(({ message, path: keys }) =>
    issue(`${keys.join(".") || "document"}: ${message}`, deepest(document.contents, keys)?.range?.[0] ?? 0),
  );
  return { value: null, issues };
}

/** What a small team does without: three places, and one that a thief of our credentials cannot empty. */
function judgeSites({ sites }: BackupConfig): Issue[] {
  const lost = sites.length === 1 ? "when it is gone, every copy is" : "when both are gone, every copy is";
  return [
    ...(sites.length < 3
      ? [warning("sites-few", `${sites.length} of 3 sites: ${lost}`, "add sites, one of them in another building")]
      : []),
    ...(sites.some(({ immutable }) => immutable)
      ? []
      : [
          warning(
            "sites-mutable",
            "no site is immutable: whoever breaks into production can remove every copy",
            "add an append-only site, see docs/backups.md",
          ),
        ]),
  ];
}

function warning(code: string, message: string, advice: string): Issue {
  return { code, severity: "warning", message, advice };
}

/** Configuration in a file, or null with issues: unreadable, not the schema's shape, or a secret open to others. */
export function readConfig(path: string): Result<BackupConfig | null> {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    const advice = "copy deploy/backup.example.yml and name it with --config";
    const message = (error as Error).message;
    return { value: null, issues: [{ code: "backup-config", severity: "error", message, advice, at: { path } }] };
  }
  const { value, issues } = parseConfig(text, path);
  const found = value ? secretFiles(value).flatMap(examineSecret) : [];
  return { value: found.length ? null : value, issues: [...issues, ...found] };
}

/** Every file with a secret that the configuration names. */
function secretFiles({ database, scratch, password_file, sites, login, pitr }: BackupConfig): string[] {
  const ofSites = sites.flatMap((site) => [
    site.password_file,
    ...("identity_file" in site ? [site.identity_file] : []),
    ...("credentials_file" in site ? [site.credentials_file] : []),
  ]);
  const others = [
    password_file,
    database.password_file,
    scratch?.password_file,
    login.password_file,
    pitr?.password_file,
  ];
  const ciphers = pitr?.repositories.map(({ cipher_file }) => cipher_file) ?? [];
  return [...new Set([...others, ...ofSites, ...ciphers].filter((it) => it !== undefined))];
}

function examineSecret(path: string): Issue[] {
  const issue = (code: string, message: string, advice: string): Issue[] => [
    { code, severity: "error", message, advice, at: { path } },
  ];
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found?.isFile()) return issue("secret-missing", "there is no such file", "write the secret there, mode 0600");
  if (found.mode & 0o077)
    return issue("secret-open", "others than its owner may read this secret", `run: chmod 600 ${path}`);
  if (!found.size) return issue("secret-empty", "the file is empty", "write the secret there");
  return [];
}

/** A server as clients need it, its password read from its file. */
export function addressOf({ host, port, user, password_file }: DatabaseServer): ServerAddress {
  if (!password_file) return { host, port, user };
  return { host, port, user, password: readFileSync(password_file, "utf8").trim() };
}

/** The node at a path, or its nearest ancestor that is there. */
function deepest(node: Node | null, keys: readonly PropertyKey[]): Node | null {
  const [key, ...rest] = keys;
  const child =
    key !== undefined && (isMap(node) || isSeq(node)) ? (node.get(key as never, true) as Node | undefined) : undefined;
  return child ? deepest(child, rest) : node;
}
