import { isIP } from "node:net";
import { env } from "#server/core/env.ts";
import { trustedOrigins } from "../origin.ts";

const LOOPBACK = new Set(["127.0.0.1", "localhost", "[::1]"]);

/**
 * The name that passkeys are made for: the host of APP_URL. An address cannot be one; a loopback address is `localhost` too, and
 * that can.
 * @returns undefined where no passkey can be used
 */
export function relyingParty(appUrl: string = env().APP_URL): { id: string; origins: string[] } | undefined {
  const { hostname } = new URL(appUrl);
  const id = LOOPBACK.has(hostname) ? "localhost" : hostname;
  if (isIP(id.replace(/^\[|\]$/g, "")) !== 0) return undefined;
  return { id, origins: trustedOrigins(appUrl).filter((origin) => new URL(origin).hostname === id) };
}
