import type { LookupAddress } from "node:dns";
import { lookup as systemLookup } from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import ipaddr from "ipaddr.js";
import { Agent, buildConnector } from "undici";

/** What can become of a call to an outside address. */
export const outboundCodes = [
  "BAD_URL",
  "PRIVATE_ADDRESS",
  "NOT_CONNECTED",
  "TIMED_OUT",
  "ABORTED",
  "BROKEN_OFF",
  "ANSWER_TOO_LARGE",
] as const;
export type OutboundCode = (typeof outboundCodes)[number];

/** A call to an outside address that brought no answer. `sent: false` means that nothing of it reached the other side. */
export class OutboundError extends Error {
  readonly code: OutboundCode;
  readonly sent: boolean;
  constructor(code: OutboundCode, message: string, options: { sent: boolean; cause?: unknown }) {
    super(message, { cause: options.cause });
    this.name = "OutboundError";
    this.code = code;
    this.sent = options.sent;
  }
}

const CONNECT_TIMEOUT_MS = 5_000;
const MAX_CONNECTIONS_PER_HOST = 32;
const globalUnicast = ipaddr.IPv6.parseCIDR("2000::/3");

/** True for every address that is not plainly of the public Internet, however it is written; also for what is no address. */
export function isPrivateAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return true;
  // IPv4 inside IPv6 (::ffff:10.0.0.1) is judged as the IPv4 address that is connected to.
  const parsed = ipaddr.process(address);
  if (parsed.range() !== "unicast") return true;
  return parsed instanceof ipaddr.IPv6 && !parsed.match(globalUnicast);
}

/**
 * Judges an address for a setting, before anything is connected to.
 * @returns the parsed URL
 * @throws OutboundError BAD_URL unless it is http or https without credentials, PRIVATE_ADDRESS for an address of a private
 * network written out, and for localhost
 */
export function assertAllowedUrl(url: string, allowPrivate: boolean): URL {
  const parsed = URL.parse(url);
  if (!parsed || !/^https?:$/.test(parsed.protocol) || parsed.hostname === "") {
    throw new OutboundError("BAD_URL", "the address is not an http or https address", { sent: false });
  }
  if (parsed.username !== "" || parsed.password !== "") {
    throw new OutboundError("BAD_URL", "the address must not carry a user name or password", { sent: false });
  }
  if (!allowPrivate) refusePrivateHost(parsed.hostname);
  return parsed;
}

function refusePrivateHost(hostname: string): void {
  const host = hostname.replace(/^\[|\]$/g, "").replace(/\.$/, "");
  if (isIP(host) ? isPrivateAddress(host) : /^(.+\.)?localhost$/i.test(host)) throw refused(host);
}

const refused = (host: string) =>
  new OutboundError("PRIVATE_ADDRESS", `${host} is an address of a private network`, { sent: false });

/**
 * Makes an agent whose connections are judged by the address that is really connected to: names are looked up once, and what
 * the lookup answered is what is used, so a name that answers differently the second time gains nothing.
 * @param lookup another way to look names up, for tests
 */
export function guardedAgent(allowPrivate: boolean, lookup: LookupFunction = systemLookup as LookupFunction): Agent {
  const connect = buildConnector({
    timeout: CONNECT_TIMEOUT_MS,
    allowH2: false,
    lookup: allowPrivate ? lookup : publicOnly(lookup),
  });
  return new Agent({
    connections: MAX_CONNECTIONS_PER_HOST,
    connect: (options, callback) => {
      const fail = (error: unknown) => callback(notConnected(error), null);
      try {
        if (!allowPrivate) refusePrivateHost(options.hostname);
      } catch (error) {
        return fail(error);
      }
      connect(options, (...[error, socket]) => {
        if (error) return fail(error);
        if (allowPrivate || !isPrivateAddress(socket.remoteAddress ?? "")) return callback(null, socket);
        socket.destroy();
        fail(refused(options.hostname));
      });
    },
  });
}

const notConnected = (error: unknown): OutboundError =>
  error instanceof OutboundError
    ? error
    : new OutboundError("NOT_CONNECTED", error instanceof Error ? error.message : String(error), {
        sent: false,
        cause: error,
      });

/** A lookup that answers public addresses only, and fails when there is none. */
export function publicOnly(lookup: LookupFunction): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, []);
      const all: LookupAddress[] = typeof found === "string" ? [{ address: found, family: isIP(found) }] : found;
      const allowed = all.filter(({ address }) => !isPrivateAddress(address));
      const first = allowed[0];
      if (!first) return callback(refused(hostname), []);
      if (options.all) callback(null, allowed);
      else callback(null, first.address, first.family);
    });
  };
}
