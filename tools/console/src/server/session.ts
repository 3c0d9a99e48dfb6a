import { createHash, randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";
import { record, type State } from "@ipai/operations";

export interface Session {
  readonly login: string;
  readonly csrf: string;
}

const HOURS = 12;
const derive = promisify(scrypt) as (password: string, salt: Buffer, length: number) => Promise<Buffer>;
const digestOf = (token: string) => createHash("sha256").update(token).digest("hex");

/** A stored form of a password: salt and scrypt's result. */
async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  return `${salt.toString("hex")}:${(await derive(password, salt, 32)).toString("hex")}`;
}

/** Whether login and password are those of a local user; as slow for who does not exist as for who does. */
export async function checkPassword(state: State, login: string, password: string): Promise<boolean> {
  const { rows } = await state.query<{ password: string | null }>(
    "SELECT password FROM users WHERE login = $1 AND NOT disabled",
    [login],
  );
  const [salt = "00", hash = ""] = (rows[0]?.password ?? "").split(":");
  const found = await derive(password, Buffer.from(salt, "hex"), 32);
  const wanted = Buffer.from(hash, "hex");
  return wanted.length === found.length && timingSafeEqual(wanted, found);
}

/** A new session: always a new token, so that one that somebody planted before the login is worth nothing. */
export async function openSession(state: State, login: string): Promise<string> {
  const [token, csrf] = [randomBytes(32).toString("base64url"), randomBytes(24).toString("base64url")];
  await state.query(
    "INSERT INTO sessions (digest, login, csrf, expires) VALUES ($1, $2, $3, now() + make_interval(hours => $4))",
    [digestOf(token), login, csrf, HOURS],
  );
  await record(state, login, "login", "done", {});
  return token;
}

/** The session of a token; null for an unknown, ended or disabled one. */
export async function readSession(state: State, token: string | undefined): Promise<Session | null> {
  if (!token) return null;
  const { rows } = await state.query<Session>(
    `SELECT s.login, s.csrf FROM sessions s JOIN users u ON u.login = s.login
      WHERE s.digest = $1 AND s.expires > now() AND NOT u.disabled`,
    [digestOf(token)],
  );
  return rows[0] ?? null;
}

export async function closeSession(state: State, token: string | undefined): Promise<void> {
  if (token) await state.query("DELETE FROM sessions WHERE digest = $1", [digestOf(token)]);
}

/** Makes a user, or sets the password and rank of one. */
export async function putUser(state: State, login: string, password: string | null, admin: boolean): Promise<void> {
  const stored = password === null ? null : await hashPassword(password);
  await state.query(
    "INSERT INTO users (login, password, admin) VALUES ($1, $2, $3) ON CONFLICT (login) DO UPDATE SET password = coalesce($2, users.password), admin = $3",
    [login, stored, admin],
  );
}
