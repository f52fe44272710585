import type { Tx } from "#db/client.ts";
import { DAY_MS } from "#server/core/clock.ts";
import { type Ctx, systemContext } from "#server/core/context.ts";
import { recordReviewWords } from "#server/orders/index.ts";
import { findTicket, postMessage, tellTicket } from "#server/tickets/index.ts";
import { words } from "./copy.ts";
import { type AppealFacts, loadFacts } from "./facts.ts";
import { type Following, followDeny, followPass } from "./follow.ts";
import { followText } from "./follow-text.ts";
import { SECOND_LOOK_MS } from "./own-appeal.ts";
import type { Flag } from "./rules.ts";
import type { Decided } from "./schemas.ts";
import { type AppealRow, changeAppeal, tellAppeal } from "./store.ts";

/** The decision takes effect. */
export async function settleAppeal(
  tx: Tx,
  ctx: Ctx,
  row: AppealRow,
  facts: AppealFacts,
  decided: Decided,
): Promise<Following> {
  const passed = decided.decision === "pass";
  await recordReviewWords(tx, systemContext("appeals", ctx.clock), reviewed(row, facts.hold.flags, passed));
  await announce(tx, ctx, row, decided);
  // Read again: what was just written is what the gate has to see.
  const now = await loadFacts(tx, row);
  const following = passed
    ? await followPass(tx, ctx, row, { ...now, hold: facts.hold })
    : await followDeny(tx, ctx, row, now);
  const changed = await changeAppeal(tx, row, {
    state: passed ? "passed" : "denied",
    proposal: null,
    decided,
    decidedAt: ctx.clock.now(),
    ...following,
  });
  await tellFollowing(tx, ctx, changed);
  const { decision, reasonCode, second } = decided;
  await tellAppeal(tx, ctx, changed, {
    action: changed.state,
    topic: passed ? "passed" : "denied",
    data: { decision, reasonCode, second, follow: following.followKind, ids: following.followIds },
  });
  return following;
}

function reviewed(row: AppealRow, flags: readonly Flag[], passed: boolean) {
  const verdict = passed ? ("cleared" as const) : ("upheld" as const);
  return flags
    .filter((flag) => flag.state !== verdict)
    .map((flag) => ({ appealId: row.id, key: `${row.round}:${verdict}:${flag.id}`.slice(0, 200), verdict, flag }));
}

/** Tells its owner what was decided and why; the money's own verbs then say what became of it. */
async function announce(tx: Tx, ctx: Ctx, row: AppealRow, { decision, reasonCode }: Decided): Promise<void> {
  const say = words(row.locale);
  const reason = say.reason[reasonCode];
  const denied = row.round === 1 ? say.denied(reason, "", SECOND_LOOK_MS / DAY_MS) : say.deniedAgain(reason, "");
  const body = (decision === "pass" ? say.passed(reason, "") : denied).trim();
  await postMessage({ ctx: { ...ctx, tx }, input: { number: row.ticketNumber, body } });
  const ticket = await findTicket(tx, row.ticketNumber);
  await tellTicket(tx, ctx, ticket, {
    step: { type: "appeal_decided", after: { appealId: row.id, decision, reasonCode } },
    sla: [{ type: "appeal_decided" }],
    status: "open",
  });
}

/** What follows, where no verb of the money said it already. */
export async function tellFollowing(tx: Tx, ctx: Ctx, row: AppealRow): Promise<void> {
  const { followKind: kind, followState: state } = row;
  const ticket = await findTicket(tx, row.ticketNumber);
  const say = words(row.locale);
  const saidByMoney = (kind === "topup" && state === "done") || (kind === "refund" && state !== "person");
  const ended = kind === "none" || kind === "delivered";
  await tellTicket(tx, ctx, ticket, {
    step: { type: "appeal_follows", after: { appealId: row.id, kind, state } },
    ...(!saidByMoney && { message: say.follow[followText(row)] }),
    ...(state === "person" && { note: say.noteBlocked(row.followCodes.join(", ") || kind) }),
    ...(ended && { status: "resolved" as const }),
    ...(kind === "release" && { status: "waiting_upstream" as const }),
  });
}
