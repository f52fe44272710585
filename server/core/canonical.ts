import canonicalize from "canonicalize";

/** JSON with one possible spelling (RFC 8785), so that hashing is repeatable. Undefined members are dropped. */
export function canonicalJson(value: unknown): string {
  const plain = JSON.parse(JSON.stringify(value ?? null)) as unknown;
  return canonicalize(plain) ?? "null";
}
