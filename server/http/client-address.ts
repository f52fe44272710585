import { env } from "#server/core/env.ts";

/**
 * Whose request this is, for limits. `bin/serve` ends X-Forwarded-For with the socket's address, so whatever a client
 * put there itself stands further left than we look.
 * @param hops how many proxies of ours stand in front
 * @returns an address; IPv6 cut to its /64, which is what one subscriber holds
 */
export function clientAddress(headers: Headers, hops: number = env().TRUSTED_PROXY_HOPS): string {
  const chain = (headers.get("x-forwarded-for") ?? "")
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
  const address = chain[Math.max(0, chain.length - 1 - hops)];
  return address === undefined ? "unknown" : subscriber(address);
}

function subscriber(address: string): string {
  const plain = address.replace(/^\[|\](:\d+)?$/g, "").replace(/^::ffff:(?=\d+\.)/i, "");
  if (!plain.includes(":")) return plain.slice(0, 45);
  const [head = "", tail] = plain.split("::");
  const groups = head === "" ? [] : head.split(":");
  if (tail !== undefined) {
    const rest = tail === "" ? [] : tail.split(":");
    while (groups.length + rest.length < 8) groups.push("0");
    groups.push(...rest);
  }
  return `${groups.slice(0, 4).join(":").toLowerCase().slice(0, 40)}::/64`;
}
