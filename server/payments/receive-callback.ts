import { transact } from "#db/client.ts";
import { gatewayCallbacks } from "#db/schema/index.ts";
import type { Ctx } from "#server/core/context.ts";
import { isDomainError, notFound } from "#server/core/errors.ts";
import { newId } from "#server/core/ids.ts";
import { logger } from "#server/core/logger.ts";
import { appendEvidence, callbackRecord } from "#server/evidence/index.ts";
import type { CallbackAnswer, RawRequest } from "#server/gateways/gateway.ts";
import type { GatewayKind } from "#server/gateways/schemas.ts";
import { type Budget, consume, isSpent } from "#server/http/index.ts";
import type { CallbackRow } from "./callback-case.ts";
import { gatewayAt } from "./gateways.ts";
import { judgeStored } from "./judge-stored.ts";

/** Only what does not verify counts: a flood of guesses must not keep a gateway's own callbacks out. */
const badCallbacks: Budget = { name: "bad-callbacks", points: 60, windowS: 60 };

export type IncomingCallback = {
  channel: string;
  kind: GatewayKind;
  request: RawRequest;
  remoteAddress: string;
};

/** What a receiver needs of the headers, and what is evidence; cookies and the like are nobody's business. */
const kept = /^(content-type|content-length|user-agent|host|date|x-forwarded-for|x-real-ip|request-id|wechatpay-.*)$/;

/**
 * Takes a gateway's callback: the raw request is on disk before anybody judges it, then it is judged, and the gateway gets the
 * answer that its protocol wants.
 * @param input a callback for a channel that is there, see {@link callbackChannel}
 * @returns what to answer
 * @throws DomainError 429 RATE_LIMITED, with nothing stored, for a bad callback from where too many came; 404 CHANNEL_NOT_FOUND,
 * 503 CHANNEL_SECRETS_UNREADABLE
 */
export async function receiveCallback({ ctx, input }: { ctx: Ctx; input: IncomingCallback }): Promise<CallbackAnswer> {
  const { channel, kind, request, remoteAddress } = input;
  if (await isSpent(badCallbacks, remoteAddress)) await refuseIfBad(ctx, input);
  const row = await store(ctx, { channel, kind, request, remoteAddress });
  try {
    const { verified, answer } = await judgeStored(ctx, row);
    if (!verified) await count(remoteAddress);
    return answer;
  } catch (error) {
    if (isDomainError(error)) throw error;
    // It is on disk and will be judged; until then the gateway is to believe that we do not have it.
    logger.error({ err: error, callbackId: row.id }, "a callback could not be judged yet");
    return (await gatewayOf(channel)).answer(false);
  }
}

async function gatewayOf(channel: string) {
  const gateway = await gatewayAt(channel);
  if (!gateway) throw notFound("CHANNEL");
  return gateway;
}

async function refuseIfBad(ctx: Ctx, { channel, request, remoteAddress }: IncomingCallback): Promise<void> {
  const gateway = await gatewayOf(channel);
  if (!gateway.verifyCallback(request, ctx.clock.now()).ok) await consume(badCallbacks, remoteAddress);
}

async function count(remoteAddress: string): Promise<void> {
  try {
    await consume(badCallbacks, remoteAddress);
  } catch (error) {
    // This one was stored and is answered as its protocol wants; the next one meets the limit.
    if (!isDomainError(error, "RATE_LIMITED")) throw error;
  }
}

async function store(ctx: Ctx, { channel, kind, request, remoteAddress }: IncomingCallback): Promise<CallbackRow> {
  const values = {
    id: newId(),
    channel,
    kind,
    method: request.method,
    query: request.query,
    headers: Object.fromEntries(Object.entries(request.headers).filter(([name]) => kept.test(name))),
    body: request.body.toString("base64"),
    remoteAddress,
    receivedAt: ctx.clock.now(),
    verdict: "pending" as const,
    judgements: 0,
  };
  const [row] = await transact(async (tx) => {
    await appendEvidence(tx, [callbackRecord(values)]);
    return tx.insert(gatewayCallbacks).values(values).returning();
  });
  if (!row) throw new Error("The callback was not stored");
  return row;
}
