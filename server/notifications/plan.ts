import { and, desc, eq, gt, ne } from "drizzle-orm";
import type { Tx } from "#db/client.ts";
import { customers, diagnoses, noticeDeliveries, noticePreferences, tickets } from "#db/schema/index.ts";
import { DAY_MS } from "#server/core/clock.ts";
import { newId } from "#server/core/ids.ts";
import { maskContact } from "#server/core/mask.ts";
import { seal } from "#server/core/seal.ts";
import { sealPurposes } from "#server/core/seal-purposes.ts";
import { contactOf } from "#server/diagnosis/index.ts";
import { localeOf } from "#server/diagnosis/schemas.ts";
import { asEmail, asPhone, hashAddress } from "./addresses.ts";
import { channelsInUse } from "./channels/index.ts";
import { policyOf } from "./kinds.ts";
import type { Notice } from "./rules.ts";
import type { NoticeChannel } from "./schemas.ts";
import { dailyLimits, notBefore, SEND_WITHIN_MS } from "./times.ts";

type Target = { address: string; onRecord: boolean };

/**
 * Plans what of an inbox message goes out, in the transaction that writes the message: each channel once. What the customer does
 * not want, or had enough of, is planned as skipped, so that staff see why nothing came.
 * @param happenedAt when what it tells of happened
 */
export async function planDeliveries(
  tx: Tx,
  message: { id: string; happenedAt: Date; now: Date },
  notice: Notice,
): Promise<void> {
  const { channels, essential } = policyOf[notice.kind];
  const usable = channels.filter((channel) => channelsInUse().has(channel));
  if (usable.length === 0) return;
  const [preferences] = await tx
    .select()
    .from(noticePreferences)
    .where(eq(noticePreferences.customerId, notice.customerId));
  const locale = await localeFor(tx, notice);
  for (const channel of usable) {
    const target = await targetOf(tx, notice, channel);
    if (!target) continue;
    const off = channel === "mail" ? preferences?.mailOff : preferences?.smsOff;
    const skip =
      message.now.getTime() - message.happenedAt.getTime() > SEND_WITHIN_MS
        ? "TOO_OLD"
        : off && !essential
          ? "UNSUBSCRIBED"
          : await hadEnough(tx, { customerId: notice.customerId, channel, essential, now: message.now });
    await tx
      .insert(noticeDeliveries)
      .values(rowOf({ message, notice, channel, target, locale, essential, skip: skip || null }))
      .onConflictDoNothing();
  }
}

type Row = {
  message: { id: string; now: Date };
  notice: Notice;
  channel: NoticeChannel;
  target: Target;
  locale: string;
  essential: boolean;
  skip: string | null;
};

function rowOf({ message, notice, channel, target, locale, essential, skip }: Row) {
  const id = newId();
  const { kind, customerId, orderNo, ticketNumber, diagnosisId, params } = notice;
  return {
    ...{
      id,
      messageId: message.id,
      channel,
      kind,
      customerId,
      orderNo,
      ticketNumber,
      diagnosisId,
      params,
      locale,
      essential,
    },
    address: skip === null ? seal(sealPurposes.notice(id), target.address) : null,
    shownAddress: maskContact(target.address),
    addressHash: hashAddress(target.address),
    onRecord: target.onRecord,
    state: skip === null ? ("queued" as const) : ("skipped" as const),
    error: skip,
    attempts: 0,
    nextAttemptAt: skip === null ? notBefore(channel, message.now) : null,
    createdAt: message.now,
  };
}

/** Where a notice goes: what the person left for this very matter comes before what stands on their record. */
async function targetOf(tx: Tx, notice: Notice, channel: NoticeChannel): Promise<Target | null> {
  const [customer] = await tx
    .select({ email: customers.email, phone: customers.phone })
    .from(customers)
    .where(eq(customers.id, notice.customerId));
  if (channel === "sms") {
    const phone = asPhone(customer?.phone);
    return phone === null ? null : { address: phone, onRecord: true };
  }
  const own = asEmail(customer?.email);
  const left = asEmail(await contactLeft(tx, notice));
  if (left !== null) return { address: left, onRecord: own !== null && hashAddress(own) === hashAddress(left) };
  return own === null ? null : { address: own, onRecord: true };
}

async function contactLeft(tx: Tx, { diagnosisId, ticketNumber }: Notice): Promise<string | null> {
  if (ticketNumber !== null) {
    const [ticket] = await tx
      .select({ contact: tickets.contact })
      .from(tickets)
      .where(eq(tickets.number, ticketNumber));
    if (ticket?.contact) return ticket.contact;
  }
  return diagnosisId === null ? null : contactOf(tx, diagnosisId);
}

/** The language of the customer's last run of the checklist about this order; Chinese when there is none. */
async function localeFor(tx: Tx, { orderNo, customerId }: Notice): Promise<string> {
  if (orderNo === null) return localeOf(undefined);
  const [run] = await tx
    .select({ locale: diagnoses.locale })
    .from(diagnoses)
    .where(and(eq(diagnoses.orderNo, orderNo), eq(diagnoses.customerId, customerId)))
    .orderBy(desc(diagnoses.createdAt))
    .limit(1);
  return localeOf(run?.locale);
}

type Asked = { customerId: string; channel: NoticeChannel; essential: boolean; now: Date };

async function hadEnough(tx: Tx, { customerId, channel, essential, now }: Asked): Promise<"RATE_LIMITED" | null> {
  const { all, hints } = dailyLimits[channel];
  const sent = await tx
    .select({ essential: noticeDeliveries.essential })
    .from(noticeDeliveries)
    .where(
      and(
        eq(noticeDeliveries.customerId, customerId),
        eq(noticeDeliveries.channel, channel),
        gt(noticeDeliveries.createdAt, new Date(now.getTime() - DAY_MS)),
        ne(noticeDeliveries.state, "skipped"),
      ),
    )
    .limit(all);
  const hinted = sent.filter((row) => !row.essential).length;
  return sent.length >= all || (!essential && hinted >= hints) ? "RATE_LIMITED" : null;
}
