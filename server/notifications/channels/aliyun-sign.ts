import { createHmac } from "node:crypto";
import { sha256Hex } from "#server/core/ids.ts";

export type AcsCall = {
  method: "POST" | "GET";
  host: string;
  action: string;
  version: string;
  /** Parameters of the call, which go into the address. */
  query: Readonly<Record<string, string>>;
  /** yyyy-MM-ddTHH:mm:ssZ */
  date: string;
  nonce: string;
  accessKeyId: string;
  accessKeySecret: string;
};

const ALGORITHM = "ACS3-HMAC-SHA256";

/** Encodes as RFC 3986 says: what is not a letter, a digit or one of `-_.~` becomes %XX. */
const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);

/** The parameters, sorted and encoded: the address and the signature take the same text. Pure. */
export function acsQuery(query: AcsCall["query"]): string {
  const compare = ([a]: [string, string], [b]: [string, string]) => (a < b ? -1 : a > b ? 1 : 0);
  return Object.entries(query)
    .sort(compare)
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .join("&");
}

/** The headers of a call without a body to an Alibaba Cloud API, signed by its method V3. Pure. */
export function acsHeaders(call: AcsCall): Record<string, string> {
  const bodyHash = sha256Hex("");
  const headers: Record<string, string> = {
    host: call.host,
    "x-acs-action": call.action,
    "x-acs-content-sha256": bodyHash,
    "x-acs-date": call.date,
    "x-acs-signature-nonce": call.nonce,
    "x-acs-version": call.version,
  };
  const names = Object.keys(headers).sort();
  const lines = names.map((name) => `${name}:${headers[name]}\n`).join("");
  const request = [call.method, "/", acsQuery(call.query), lines, names.join(";"), bodyHash].join("\n");
  const signature = createHmac("sha256", call.accessKeySecret)
    .update(`${ALGORITHM}\n${sha256Hex(request)}`)
    .digest("hex");
  const credential = `Credential=${call.accessKeyId},SignedHeaders=${names.join(";")},Signature=${signature}`;
  return { ...headers, authorization: `${ALGORITHM} ${credential}` };
}
