import { eq } from "drizzle-orm";
import { type Tx, transact } from "#db/client.ts";
import { gatewayComplaints } from "#db/schema/index.ts";
import { gatewayOf } from "#server/channels/index.ts";
import { type Ctx, systemContext } from "#server/core/context.ts";
import { notFound } from "#server/core/errors.ts";
import { newId } from "#server/core/ids.ts";
import { logger } from "#server/core/logger.ts";
import type { CallbackAnswer, CallbackFault, ComplaintNotice, RawRequest } from "#server/gateways/gateway.ts";
import type { GatewayKind } from "#server/gateways/schemas.ts";
import { type Budget, consume } from "#server/http/index.ts";
import { raiseItem } from "#server/payments/index.ts";
import { complaintOf, tellComplaint } from "./store-complaint.ts";

/** Faults that smell of somebody who pretends to be the gateway; the others are accidents and probes. */
const forged: readonly CallbackFault[] = ["BAD_SIGNATURE", "UNKNOWN_KEY", "UNDECRYPTABLE"];

/** Only what does not verify counts: a flood of guesses must not keep the gateway's own notices out. */
const badNotices: Budget = { name: "bad-complaints", points: 60, windowS: 60 };

/**
 * Takes a gateway's notification that somebody complained, or that a complaint moved. It is acknowledged once it is durable;
 * what the complaint says is asked for afterwards, so that the gateway never waits for itself. The same notification again
 * changes nothing.
 * @returns the answer in the gateway's own words
 * @throws DomainError 404 CHANNEL_NOT_FOUND when the channel is not set up or its gateway has no complaints, 429 RATE_LIMITED
 *   where too many came from that were not believed
 */
export async function receiveComplaint({
  ctx,
  input,
}: {
  ctx: Ctx;
  input: { channel: string; kind: GatewayKind; request: RawRequest; remoteAddress: string };
}): Promise<CallbackAnswer> {
  const { channel, kind, request, remoteAddress } = input;
  const gateway = await gatewayOf(channel);
  if (!gateway?.complaints || gateway.kind !== kind) throw notFound("CHANNEL");
  const now = ctx.clock.now();
  const verdict = gateway.complaints.parseComplaint(request, now);
  // Verified, and about something else: nothing for us, and nothing to send again.
  if (verdict === null) return gateway.answer(true);
  const system = systemContext("disputes.complaints", ctx.clock);
  if (!verdict.ok) {
    await consume(badNotices, remoteAddress);
    logger.warn({ channel, fault: verdict.fault }, "a notification of a complaint was not believed");
    if (forged.includes(verdict.fault)) await transact((tx) => alarm(tx, system, channel, verdict.fault, now));
    return gateway.answer(false, verdict.fault);
  }
  await transact((tx) => note(tx, system, channel, verdict.notice), { serializeOn: `complaints:${channel}` });
  return gateway.answer(true);
}

/** One item a channel and day: whoever sends forgeries in numbers must not fill the queue with them. */
async function alarm(tx: Tx, ctx: Ctx, channel: string, fault: CallbackFault, now: Date): Promise<void> {
  const about = `complaint:${channel}:${now.toISOString().slice(0, 10)}`;
  await raiseItem(tx, ctx, { kind: "forged_callback", about, channel, detail: { fault, notice: "complaint" } });
}

async function note(tx: Tx, ctx: Ctx, channel: string, notice: ComplaintNotice): Promise<void> {
  const now = ctx.clock.now();
  const known = await complaintOf(tx, channel, notice.complaintId);
  if (known) {
    // Its retries carry the same id: only something new is asked about.
    if (known.raw.noticeId === notice.notifyId) return;
    const raw = { ...known.raw, noticeId: notice.notifyId, action: notice.action };
    await tx
      .update(gatewayComplaints)
      .set({ raw, nextDetailAt: now, detailAttempts: 0 })
      .where(eq(gatewayComplaints.id, known.id));
    return;
  }
  const [row] = await tx
    .insert(gatewayComplaints)
    .values({
      id: newId(),
      channel,
      complaintNo: notice.complaintId,
      state: "pending",
      text: "",
      madeAt: notice.at ?? now,
      receivedAt: now,
      raw: { noticeId: notice.notifyId, action: notice.action },
      nextDetailAt: now,
    })
    .returning();
  if (row) await tellComplaint(tx, ctx, row, "received");
}
