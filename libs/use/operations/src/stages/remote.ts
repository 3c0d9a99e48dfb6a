import { lookup } from "node:dns/promises";
import { BlockList, isIP } from "node:net";

/** Networks that a server must never be sent to by somebody else: its own, its neighbours', a cloud's metadata. */
const INSIDE = new BlockList();
for (const [net, bits] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["224.0.0.0", 3],
] as const)
  INSIDE.addSubnet(net, bits, "ipv4");
for (const [net, bits] of [
  ["::", 127],
  ["64:ff9b::", 96],
  ["fc00::", 7],
  ["fe80::", 10],
  ["ff00::", 8],
] as const)
  INSIDE.addSubnet(net, bits, "ipv6");

/** Whether an address belongs to a network inside. An IPv4 address in IPv6's clothes is judged as what it is. */
function isInside(address: string): boolean {
  const mapped = /^::ffff:([0-9a-f]+):([0-9a-f]+)$/i.exec(address);
  const dotted = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  const plain = mapped ? fromWords(mapped[1]!, mapped[2]!) : (dotted ?? address);
  return INSIDE.check(plain, isIP(plain) === 6 ? "ipv6" : "ipv4");
}

function fromWords(high: string, low: string): string {
  const number = (Number.parseInt(high, 16) << 16) | Number.parseInt(low, 16);
  return [24, 16, 8, 0].map((shift) => (number >>> shift) & 255).join(".");
}

/**
 * Whether a text is an address of a repository or API outside: `https` or `ssh`, a host with a public address or a
 * name, no option in disguise. What a name leads to is judged when it is asked: `resolvesOutside`.
 */
export function isRemote(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username } = new URL(text);
  if (!["https:", "ssh:"].includes(protocol) || !hostname || hostname.startsWith("-") || username.startsWith("-"))
    return false;
  const bare = hostname.replace(/^\[|\]$/g, "");
  if (isIP(bare)) return !isInside(bare);
  return bare.includes(".") && !/(^|\.)(localhost|local|internal|invalid)\.?$/i.test(bare);
}

/** The address to connect to for a URL, or null where any address of its host lies inside. */
export async function resolvesOutside(url: string): Promise<string | null> {
  if (!isRemote(url)) return null;
  const addresses = await lookup(new URL(url).hostname.replace(/^\[|\]$/g, ""), { all: true }).catch(() => []);
  if (!addresses.length || addresses.some(({ address }) => isInside(address))) return null;
  return addresses[0]!.address;
}
