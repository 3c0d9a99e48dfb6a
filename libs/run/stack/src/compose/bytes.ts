const UNITS: Readonly<Record<string, number>> = {
  "": 1,
  b: 1,
  k: 2 ** 10,
  m: 2 ** 20,
  g: 2 ** 30,
  t: 2 ** 40,
  p: 2 ** 50,
};

/** A size as Docker writes it (`512m`, `2g`, `1.5GiB`, 1024) in bytes, as text like Compose's; null where it is none. */
export function parseBytes(value: unknown): string | null {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)\s*(b|[kmgtp](?:i?b)?)?$/i.exec(String(value)) ?? [];
  return amount === undefined
    ? null
    : String(Math.floor(Number(amount) * UNITS[(unit ?? "")[0]?.toLowerCase() ?? ""]!));
}
