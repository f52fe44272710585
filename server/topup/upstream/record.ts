import { eq } from "drizzle-orm";
import type { Tx } from "#db/client.ts";
import { upstreamAnswers } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import type { Ctx } from "#server/core/context.ts";
import { loadCase, recordUpstreamWord } from "#server/orders/index.ts";
import { newsOf, type UpstreamAnswer, type UpstreamWord } from "./rules.ts";

type Said = { orderNo: string; askedAt: Date; answer: Exclude<UpstreamAnswer, { notOffered: true }> };

/**
 * Writes down what came of asking: the word into the log of events when it is news, so that trace and facts follow.
 * @param tx serialises on the log of events
 */
export async function recordUpstream(tx: Tx, ctx: Ctx, { orderNo, askedAt, answer }: Said): Promise<void> {
  const [before] = await tx.select().from(upstreamAnswers).where(eq(upstreamAnswers.orderNo, orderNo));
  if ("error" in answer) return write(tx, orderNo, { askedAt, lastError: answer.error, news: before?.news ?? 0 });
  // Of two answers that overlapped, the one that was asked for later counts.
  if (before?.answeredAt && before.answeredAt > askedAt) return;
  const { word } = answer;
  const number = (before?.news ?? 0) + 1;
  const told = await tell(tx, ctx, { orderNo, askedAt, word, number });
  const { at, ...rest } = word;
  await write(tx, orderNo, {
    ...rest,
    stateAt: at,
    askedAt,
    answeredAt: askedAt,
    news: told ? number : (before?.news ?? 0),
    lastError: null,
  });
}

type Telling = { orderNo: string; askedAt: Date; word: UpstreamWord; number: number };

async function tell(tx: Tx, ctx: Ctx, { orderNo, askedAt, word, number }: Telling): Promise<boolean> {
  const found = await loadCase(tx, orderNo);
  const news = found && newsOf(word, found.fulfilments);
  if (!news) return false;
  // A clock that runs ahead must not put what happened into the future.
  const at = news.at && news.at < askedAt ? news.at : askedAt;
  await recordUpstreamWord(tx, ctx, { id: `${orderNo}/${number}`, orderNo, at, ...dataOf(news) });
  await appendAudit(tx, ctx, {
    action: "upstream.answered",
    subject: `order:${orderNo}`,
    data: { state: news.state, supplier: news.supplier, code: news.code },
  });
  return true;
}

function dataOf(news: NonNullable<ReturnType<typeof newsOf>>) {
  const { state, supplier, supplierRef, code, message, creditedFen } = news;
  return {
    state,
    fulfilment: {
      supplier,
      ...(supplierRef === null ? {} : { supplierRef }),
      ...(code === null ? {} : { errorCode: code }),
      ...(message === null ? {} : { errorMessage: message }),
      ...(creditedFen === null ? {} : { creditedFen }),
    },
  };
}

type Values = Omit<typeof upstreamAnswers.$inferInsert, "orderNo">;

async function write(tx: Tx, orderNo: string, values: Values): Promise<void> {
  await tx
    .insert(upstreamAnswers)
    .values({ orderNo, ...values })
    .onConflictDoUpdate({ target: upstreamAnswers.orderNo, set: values });
}
