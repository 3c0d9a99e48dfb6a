import { createHash, createHmac, pbkdf2Sync, randomBytes, timingSafeEqual } from "node:crypto";
import type { Issue } from "@ipai/core";
import type { Stage } from "./stage.ts";

const ITERATIONS = 4096;
const SHORTEST = 12;
const DEFAULTS = /^(.)\1*$|password|passw0rd|changeme|change-me|secret|example|admin|postgres|odoo|qwerty|12345/i;

/** What is wrong with a role's password; null for one that may be used. The password is never repeated. */
export function judgePassword(role: string, password: string, others: ReadonlyMap<string, string>): Issue | null {
  const twin = [...others].find(([name, other]) => name !== role && other === password)?.[0];
  const wrong =
    (password === "" && "is empty") ||
    (!/^[\x21-\x7e]+$/.test(password) &&
      "holds spaces, control or non-ASCII characters, which clients encode differently") ||
    (DEFAULTS.test(password) && "is, or contains, a default one") ||
    (password.length < SHORTEST && `is shorter than ${SHORTEST} characters`) ||
    (twin && `is also ${twin}'s: stages would not be kept apart`);
  if (!wrong) return null;
  return {
    code: "password-refused",
    severity: "error",
    message: `the password of ${role} ${wrong}`,
    advice: "openssl rand -hex 24",
  };
}

/**
 * What PostgreSQL keeps of a password (RFC 5803), so that the password itself travels nowhere and into no log.
 *
 * @param salt random when not given
 */
export function scramVerifier(
  password: string,
  salt: Buffer = randomBytes(16),
  iterations: number = ITERATIONS,
): string {
  const salted = pbkdf2Sync(password, salt, iterations, 32, "sha256");
  const hmac = (text: string) => createHmac("sha256", salted).update(text).digest();
  const storedKey = createHash("sha256").update(hmac("Client Key")).digest("base64");
  const serverKey = hmac("Server Key").toString("base64");
  return `SCRAM-SHA-256$${iterations}:${salt.toString("base64")}$${storedKey}:${serverKey}`;
}

/** Whether a server's verifier was made of this password; false for md5 or none. */
export function verifierMatches(verifier: string | null, password: string): boolean {
  const [, iterations, salt] = /^SCRAM-SHA-256\$(\d+):([^$]+)\$/.exec(verifier ?? "") ?? [];
  if (!iterations || !salt) return false;
  const [known, made] = [verifier!, scramVerifier(password, Buffer.from(salt, "base64"), Number(iterations))].map(
    (text) => createHash("sha256").update(text).digest(),
  );
  return timingSafeEqual(known!, made!);
}

/** New random passwords for every role of these stages. */
export function generatePasswords(stages: readonly Stage[]): Map<string, string> {
  const roles = stages.flatMap(({ app, reporting }) => [app, reporting]);
  return new Map(roles.map((role) => [role, randomBytes(24).toString("hex")]));
}
