import { pbkdf2Sync, timingSafeEqual } from "node:crypto";
import { readFileSync } from "node:fs";
import type { BackupConfig } from "../config/schema.ts";
import { onTarget, type Target } from "../restore/target.ts";

/** How somebody got in to a restored copy. */
export interface Login {
  /** `http`: at a running Odoo. `password-hash`: the copy's hash was made of the given password. `none`: not shown. */
  readonly how: "http" | "password-hash" | "none";
  readonly user: string;
  readonly ok: boolean;
  /** What was seen, for people. */
  readonly seen: string;
}

/** Tries to log in to a restored copy; it may change the copy, which is thrown away afterwards. */
export type TryLogin = (target: Target, user: string) => Promise<Login>;

/** The login that needs no Odoo: verifies the password of `login.password_file` against the copy's own hash. */
export function hashLogin({ login }: BackupConfig): TryLogin {
  return async (target, user) => {
    const none = (seen: string): Login => ({ how: "none", user, ok: false, seen });
    if (!login.password_file) return none("neither an Odoo (ODOO_SRC) nor login.password_file was given");
    const hash = await passwordHash(target, user);
    if (!hash) return none(`the copy has no active user ${user} with a password`);
    const ok = verifyPassword(readFileSync(login.password_file, "utf8").trim(), hash);
    return { how: "password-hash", user, ok, seen: ok ? "its hash is of the given password" : "another password" };
  };
}

async function passwordHash(target: Target, user: string): Promise<string | null> {
  return onTarget(target, target.database, async (client) => {
    const table = await client.query<{ found: boolean }>("SELECT to_regclass('public.res_users') IS NOT NULL AS found");
    if (!table.rows[0]!.found) return null;
    const { rows } = await client.query<{ password: string | null }>(
      "SELECT password FROM public.res_users WHERE login = $1 AND active",
      [user],
    );
    return rows[0]?.password ?? null;
  });
}

/** Passlib's `pbkdf2_sha512`, which is how Odoo keeps passwords (`odoo/addons/base/models/res_users.py`, `_crypt_context`). */
export function verifyPassword(password: string, hash: string): boolean {
  const found = /^\$pbkdf2-sha512\$(\d+)\$([A-Za-z0-9./]*)\$([A-Za-z0-9./]+)$/.exec(hash);
  if (!found) return false;
  const [, rounds, salt, digest] = found as unknown as [string, string, string, string];
  const wanted = decode(digest);
  return timingSafeEqual(pbkdf2Sync(password, decode(salt), Number(rounds), wanted.length, "sha512"), wanted);
}

/** A hash that `verifyPassword` and Odoo accept for a password. */
export function hashPassword(password: string, salt: Buffer, rounds = 25_000): string {
  const digest = pbkdf2Sync(password, salt, rounds, 64, "sha512");
  return `$pbkdf2-sha512$${rounds}$${encode(salt)}$${encode(digest)}`;
}

/** Passlib's base64: `.` for `+`, and no padding. */
function decode(text: string): Buffer {
  return Buffer.from(text.replaceAll(".", "+"), "base64");
}

function encode(bytes: Buffer): string {
  return bytes.toString("base64").replaceAll("+", ".").replaceAll("=", "");
}
