import { createCipheriv, createHash, randomBytes, scryptSync } from "node:crypto";

/**
 * Files of an empty restic repository by path, whose key costs microseconds to open instead of a fifth of a second:
 * tests open one hundreds of times. All else is as `restic init` makes it (restic's doc/design.rst: Repository Format,
 * Keys and Encryption).
 */
export function cheapRepository(password: string): Record<string, Buffer> {
  const master = toKey(randomBytes(64));
  const salt = randomBytes(64);
  const cost = { N: 2, r: 1, p: 1 };
  const user = toKey(scryptSync(password, salt, 64, cost));
  const secret = JSON.stringify({
    mac: { k: master.k.toString("base64"), r: master.r.toString("base64") },
    encrypt: master.encrypt.toString("base64"),
  });
  const key = JSON.stringify({
    created: new Date().toISOString(),
    username: "test",
    hostname: "test",
    kdf: "scrypt",
    ...cost,
    salt: salt.toString("base64"),
    data: seal(user, secret).toString("base64"),
  });
  const config = { version: 2, id: randomBytes(32).toString("hex"), chunker_polynomial: "25b468838dcb75" };
  return {
    config: seal(master, JSON.stringify(config)),
    [`keys/${createHash("sha256").update(key).digest("hex")}`]: Buffer.from(key),
  };
}

interface Key {
  readonly encrypt: Buffer;
  readonly k: Buffer;
  readonly r: Buffer;
}

function toKey(bytes: Buffer): Key {
  return { encrypt: bytes.subarray(0, 32), k: bytes.subarray(32, 48), r: clamp(bytes.subarray(48, 64)) };
}

/** AES-256-CTR, then Poly1305-AES over the ciphertext. */
function seal({ encrypt, k, r }: Key, text: string): Buffer {
  const iv = randomBytes(16);
  const cipher = createCipheriv("aes-256-ctr", encrypt, iv);
  const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  const nonce = createCipheriv("aes-128-ecb", k, null).setAutoPadding(false).update(iv);
  return Buffer.concat([iv, sealed, poly1305(r, nonce, sealed)]);
}

function clamp(r: Buffer): Buffer {
  const clamped = Buffer.from(r);
  for (const index of [3, 7, 11, 15]) clamped[index]! &= 15;
  for (const index of [4, 8, 12]) clamped[index]! &= 252;
  return clamped;
}

const littleEndian = (bytes: Buffer): bigint => BigInt(`0x${Buffer.from(bytes.toReversed()).toString("hex")}`);

function poly1305(r: Buffer, s: Buffer, message: Buffer): Buffer {
  let sum = 0n;
  for (let at = 0; at < message.length; at += 16) {
    const block = Buffer.concat([message.subarray(at, at + 16), Buffer.from([1])]);
    sum = ((sum + littleEndian(block)) * littleEndian(r)) % ((1n << 130n) - 5n);
  }
  const tag = (sum + littleEndian(s)) & ((1n << 128n) - 1n);
  return Buffer.from(Buffer.from(tag.toString(16).padStart(32, "0"), "hex").toReversed());
}
