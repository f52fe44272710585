import { buffer } from "node:stream/consumers";
import { eq, getTableName, is, Table } from "drizzle-orm";
import { fromBuffer } from "yauzl";
import { db, transact } from "#db/client.ts";
import * as schema from "#db/schema/index.ts";
import { openAppeal } from "#server/appeals/index.ts";
import { decided, later, NOW, picture, RULE, settleOutbox, staff, upload } from "#server/appeals/testing.ts";
import { newId } from "#server/core/ids.ts";
import { event, paidWithoutCallback, send } from "#server/orders/testing.ts";
import { postMessage, storeAttachment } from "#server/tickets/index.ts";
import { customer, run } from "#server/tickets/testing.ts";

/** For tests: customers of whom something personal stands wherever anything can, and a look into every table. */

/** What must be nowhere in plain. Every text is of this person alone. */
export type Canaries = { phone: string; mail: string; identity: string; words: string; device: string };
export const CANARIES: Canaries = {
  phone: "13912345601",
  mail: "canary.one@example.com",
  identity: "110101199003078515",
  words: "金丝雀甲的原话",
  device: "canary-device-one",
};
export const OTHER: Canaries = {
  phone: "13912345602",
  mail: "canary.two@example.com",
  identity: "110101199003078523",
  words: "金丝雀乙的原话",
  device: "canary-device-two",
};
export const textOf = ({ phone, mail, identity, words }: Canaries) =>
  `${words}，电话 ${phone}，邮箱 ${mail}，证件 ${identity}`;

/** The rows of every table, as text, by the table's name. */
export async function dump(): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const table of Object.values(schema)) {
    if (!is(table, Table)) continue;
    found.set(getTableName(table), JSON.stringify(await db.select().from(table as never)));
  }
  return found;
}

/** The tables in which any of these texts stands. */
export async function tablesWith(texts: readonly string[]): Promise<string[]> {
  return [...(await dump())].flatMap(([name, rows]) => (texts.some((text) => rows.includes(text)) ? [name] : []));
}

/** A customer with an order, an appeal and its ticket, messages, files and money, all of it over. */
export async function seeded(customerId = "C1001", orderNo = "O1", canaries: Canaries = CANARIES) {
  const { phone, mail, device } = canaries;
  const text = textOf(canaries);
  const [created, ...rest] = paidWithoutCallback(orderNo, 0, { customerId });
  const data = { ...(created?.data as object), target: phone, targetServer: text, device, ip: device, realName: text };
  await send([
    event("topup.customer.updated", 0, {
      customerId,
      phone,
      email: mail,
      level: 1,
      nickname: text,
      frozenReason: text,
    }),
    { ...created, data },
    ...rest,
    event("topup.fulfilment.failed", 30, {
      orderNo,
      supplier: "s",
      errorCode: "E",
      errorMessage: `号码 ${phone} 不存在`,
    }),
    event("topup.risk.flagged", 40, { orderNo, customerId, rule: RULE, side: "platform", note: text }),
    event("topup.order.status_changed", 41, { orderNo, status: "under_review" }),
    event("shop.own.thing", 42, { orderNo, customerId, said: text }),
  ]);
  const diagnosisId = await run(orderNo, customerId);
  const ctx = customer(`diagnosis:${diagnosisId}`);
  const evidence = [{ item: "purpose" as const, text }];
  const { appeal } = await openAppeal({ ctx, input: { diagnosisId, statement: text, contact: phone, evidence } });
  const opened = { id: appeal.id, number: appeal.ticketNumber, diagnosisId };
  const file = await upload(opened.diagnosisId, "debit_proof", `${canaries.words}.png`);
  const identity = await upload(opened.diagnosisId, "identity", `${canaries.words}.png`);
  const said = { number: opened.number, body: text, attachmentIds: [file.id], visibility: "public" as const };
  await postMessage({ ctx, input: said });
  await postMessage({
    ctx: staff("rita", later(2)),
    input: { number: opened.number, body: text, visibility: "internal" },
  });
  // Uploaded at the ticket, and never sent.
  const place = `ticket:${opened.number}`;
  const loose = { bytes: await picture(), name: `${canaries.words}.png`, kind: "other" as const, ownerKey: place };
  await storeAttachment({ ctx: customer(place), input: loose });
  await decided(staff("rita", later(10)), opened.id, "deny", "PAYER_DIFFERS");
  await rows(customerId, orderNo, opened.number, opened.diagnosisId, text, canaries);
  await settleOutbox();
  return { ...opened, ctx, file, identity };
}

/** What other parts would have written, straight into their tables. */
async function rows(
  customerId: string,
  orderNo: string,
  number: string,
  diagnosisId: string,
  text: string,
  { phone, mail }: Canaries,
): Promise<void> {
  const at = new Date(NOW);
  const who = { requestedByKind: "staff", requestedById: "ada", requestedByName: "ada", requestedAt: at };
  const money = { gate: [], secondPersonReasons: [], factsHash: "f", reasonCode: "OTHER" as const, note: text };
  await transact(async (tx) => {
    const [ticket] = await tx
      .update(schema.tickets)
      .set({ status: "closed", closedAt: at, description: text, contact: mail, target: phone, errorText: text })
      .where(eq(schema.tickets.number, number))
      .returning();
    if (!ticket) throw new Error("no ticket");
    // What was decided led to a refund; it is over.
    await tx.update(schema.refunds).set({ state: "failed" }).where(eq(schema.refunds.orderNo, orderNo));
    await tx.update(schema.commands).set({ state: "failed" }).where(eq(schema.commands.orderNo, orderNo));
    await tx.update(schema.moneyItems).set({ state: "resolved" }).where(eq(schema.moneyItems.orderNo, orderNo));
    const topup = { id: newId(), orderNo, ticketNumber: number, customerId, amountFen: 20_000, ...money, ...who };
    await tx.insert(schema.topups).values({ ...topup, state: "failed", failure: `号码 ${phone} 不对` });
    const refund = { ...topup, id: newId(), outTradeNo: `P${orderNo}`, n: 7, refundedBeforeFen: 0, attempts: 0 };
    await tx.insert(schema.refunds).values({ ...refund, state: "failed", route: "by_hand", failure: null });
    const body = JSON.stringify({ data: { orderNo, customerId, target: phone, amountFen: 20_000 } });
    const command = { id: topup.id, kind: "credit" as const, orderNo, subjectId: topup.id, amountFen: 20_000, body };
    await tx.insert(schema.commands).values({
      ...{ ...command, state: "failed", attempts: 1, tries: 1, createdAt: at, decidedAt: at },
      ...{ lastError: `号码 ${phone}`, resultMessage: `号码 ${phone}` },
    });
    const attempt = { id: newId(), commandId: topup.id, action: "send" as const, startedAt: at, detail: `to ${phone}` };
    await tx.insert(schema.commandAttempts).values(attempt);
    await tx.insert(schema.gatewayComplaints).values({
      ...{
        id: newId(),
        channel: "alipay",
        complaintNo: `N${orderNo}`,
        state: "processed",
        orderNo,
        ticketNumber: number,
      },
      ...{ text, phone: "139****5601", madeAt: at, receivedAt: at, raw: { payer_phone: phone, text } },
    });
    await tx.insert(schema.gatewayCases).values({
      ...{ id: newId(), ticketNumber: number, orderNo, channel: "alipay", amountFen: 20_000, state: "closed" },
      ...{ filedByName: "ada", filedAt: at, dueAt: at, escalateAt: at, request: text, answer: text, closeNote: text },
    });
    const notice = { messageId: newId(), channel: "mail", kind: "ticket_opened", customerId, orderNo } as const;
    await tx.insert(schema.noticeDeliveries).values({
      ...{
        id: newId(),
        ...notice,
        params: { name: text },
        locale: "zh-CN",
        address: null,
        shownAddress: "c***@example.com",
      },
      ...{ addressHash: "h", onRecord: true, essential: true, state: "sent", attempts: 1, createdAt: at },
    });
    await tx.insert(schema.inboxMessages).values({
      ...{ id: newId(), customerId, kind: "ticket_opened", orderNo, ticketNumber: number, params: { said: text } },
      ...{ eventId: newId(), read: false, createdAt: at },
    });
    await tx
      .insert(schema.noticePreferences)
      .values({ customerId, mailOff: true, smsOff: false, updatedAt: at })
      .onConflictDoNothing();
    await tx.insert(schema.riskSightings).values({ orderNo, customerId, at, device: "hash", place: text });
    await tx.insert(schema.riskCorrections).values({
      ...{ id: newId(), customerId, kind: "input", reason: text, createdById: "a", createdByName: "a" },
      ...{ createdAt: at, expiresAt: at },
    });
    const key = { id: newId(), orderNo, customerId, commandId: topup.id, sealed: `sealed ${phone}`, deliveredAt: at };
    await tx.insert(schema.cardKeys).values(key);
    await tx.insert(schema.proofFailures).values({ id: newId(), subject: `order:${orderNo}`, at });
    const answer = { actorId: "ada", key: newId(), requestHash: "h", status: 201, body: { orderNo, note: text } };
    await tx.insert(schema.idempotencyKeys).values({ ...answer, createdAt: at });
    await tx.insert(schema.moneyItems).values({
      ...{ id: newId(), kind: "order_stuck", dedupeKey: `order_stuck:${orderNo}`, state: "resolved", rank: 5, orderNo },
      ...{ detail: { said: `号码 ${phone}` }, openedAt: at, resolvedAt: at, note: text, version: 1 },
    });
    const upstream = { orderNo, askedAt: at, message: `号码 ${phone}`, news: 0 };
    await tx.insert(schema.upstreamAnswers).values(upstream);
    await tx
      .insert(schema.diagnosisWaits)
      .values({ diagnosisId, startedAt: at, checks: 0, stirred: 0, contact: mail })
      .onConflictDoUpdate({ target: schema.diagnosisWaits.diagnosisId, set: { contact: mail } });
  });
}

/** The entries of a zip, by name. */
export async function unzipped(zip: Buffer): Promise<Map<string, Buffer>> {
  const found = new Map<string, Buffer>();
  return new Promise((resolve, reject) => {
    fromBuffer(zip, { lazyEntries: true }, (error, file) => {
      if (error || !file) return reject(error);
      file.on("entry", (entry) => {
        file.openReadStream(entry, (problem, stream) => {
          if (problem || !stream) return reject(problem);
          buffer(stream).then((bytes) => {
            found.set(entry.fileName, bytes);
            file.readEntry();
          }, reject);
        });
      });
      file.on("end", () => resolve(found));
      file.readEntry();
    });
  });
}
