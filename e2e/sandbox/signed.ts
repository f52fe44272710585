import type { IncomingMessage } from "node:http";
import { Webhook } from "standardwebhooks";

const names = ["webhook-id", "webhook-timestamp", "webhook-signature"];

/** Whether a request of Daozhang's is signed with one of the shop's secrets, which stand side by side while one is replaced. */
export function isSigned(secrets: string, request: IncomingMessage, body: string): boolean {
  const signed = Object.fromEntries(names.map((name) => [name, String(request.headers[name] ?? "")]));
  return secrets.split(" ").some((secret) => {
    try {
      new Webhook(secret).verify(body, signed, { jsonParse: false });
      return true;
    } catch {
      return false; // not with this secret; the next one may be the one
    }
  });
}
