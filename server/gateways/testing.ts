import type { ListeningSandbox, RawCallback, SandboxKind } from "#e2e/sandbox/gateways/index.ts";
import type { CallLimits } from "./call.ts";
import type { BillLine, Gateway, RawRequest } from "./gateway.ts";
import { type OpenGateway, openGateway } from "./index.ts";

let counter = 0;
export const newNumber = (prefix = "C") => `${prefix}${Date.now()}x${++counter}`;
/** For tests in which the gateway never answers. */
export const impatient: Partial<CallLimits> = { timeoutMs: 150, refundTimeoutMs: 150 };
const quick: Partial<CallLimits> = {
  firstBackoffMs: 1,
  maxBackoffMs: 4,
  breakAfter: 1_000,
};

/** A callback of the sandbox as our mount hands it on. */
export const asRequest = ({ method, query, headers, body }: RawCallback): RawRequest => ({
  method,
  query,
  headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
  body,
});

/** Opens the sandbox's merchant, by itself on a circuit of its own. */
export function openAt(sandbox: ListeningSandbox, kind: SandboxKind, more: Partial<OpenGateway> = {}): Gateway {
  return openGateway({
    channel: newNumber(kind),
    kind: kind === "epay2" ? "epay" : kind,
    config: sandbox.config(kind),
    allowPrivate: true,
    ...more,
    limits: { ...quick, ...more.limits },
  });
}

export async function all(lines: AsyncIterable<BillLine>): Promise<BillLine[]> {
  const found: BillLine[] = [];
  for await (const line of lines) found.push(line);
  return found;
}

/** Bytes as a network would bring them. */
export async function* chunksOf(body: Buffer, size = 1_000): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < body.length; at += size) yield body.subarray(at, at + size);
}
