import { DAY_MS } from "#server/core/clock.ts";
import { decideOrderTopup, topUpOrder } from "#server/tickets/index.ts";
import { stories } from "../../e2e/sandbox/stories.ts";
import { later, move, type Play, reply, sendMending } from "./acts.ts";
import { refundBeats } from "./events.ts";
import * as lines from "./lines.ts";
import { staffAt } from "./stage.ts";
import type { Script } from "./timeline.ts";

type WayOut = "topup" | "mend" | "refund" | "advise" | "forgotten";

/** How often a failure ends which way; what is not here ends with advice. */
const ways: Partial<Record<lines.Failure, readonly (readonly [WayOut, number])[]>> = {
  CB_MISSING: [
    ["topup", 7],
    ["mend", 3],
  ],
  INP_TARGET_WRONG: [
    ["topup", 6],
    ["refund", 4],
  ],
  FUL_OUT_OF_STOCK: [
    ["topup", 5],
    ["refund", 5],
  ],
  FUL_UPSTREAM_SLOW: [["mend", 1]],
  ORD_DUP_PAYMENT: [["refund", 1]],
  FUL_UPSTREAM_DOWN: [["mend", 1]],
  FUL_UPSTREAM_FUNDS: [["mend", 1]],
  CR_NOT_CREDITED: [["mend", 1]],
  ORD_STATE_LAG: [["mend", 1]],
  CB_BAD_SIGN: [["topup", 1]],
  CB_PROCESS_ERROR: [
    ["topup", 5],
    ["mend", 5],
  ],
  FUL_FAILED: [
    ["topup", 5],
    ["refund", 5],
  ],
  FUL_NO_MATCH: [["topup", 1]],
  CB_LATE: [["refund", 1]],
  CB_AMOUNT_MISMATCH: [["refund", 1]],
};

export function wayOut({ planned, random, now, at }: Play): WayOut {
  // Of the last days' tickets, a few still lie about.
  if (now.getTime() - at.getTime() < 3 * DAY_MS && random.chance(0.15)) return "forgotten";
  return random.weighted(ways[planned.kind as lines.Failure] ?? [["advise", 1]]);
}

/** One person asks for the credit; where the rules ask for a second one, another approves it. */
export async function* topUp(play: Play): Script {
  const { random, planned } = play;
  yield later(play, random.minutes(14));
  const topup = await topUpOrder({
    ctx: staffAt(play.agent, play.at),
    input: {
      orderNo: planned.purchase.orderNo,
      reasonCode: planned.kind as lines.Failure,
      note: random.pick(lines.topupNotes),
      ticketNumber: play.number,
    },
  });
  if (topup.state !== "pending_approval") return reply(play, lines.agentResolves.credited);
  const reject = random.chance(0.06);
  // Just now the leads are busy: several requests wait for them.
  const busy = planned.asks === "live" && random.chance(0.7);
  yield later(play, busy ? random.int(60, 150) : random.minutes(11));
  await decideOrderTopup({
    ctx: staffAt(random.pick(play.leads), play.at),
    input: {
      id: topup.id,
      decision: reject ? "reject" : "approve",
      note: random.pick(reject ? lines.rejectionNotes : lines.approvalNotes),
      factsHash: topup.factsHash,
    },
  });
  if (reject) yield* refund(play);
  else await reply(play, lines.agentResolves.credited);
}

/** The platform puts it right by itself: a late callback, a delivery. */
export async function* mend(play: Play): Script {
  const { random, planned } = play;
  if (planned.kind === "FUL_UPSTREAM_SLOW") {
    yield later(play, random.int(1, 6));
    await move(play, "waiting_upstream");
  }
  yield later(play, random.minutes(26));
  await sendMending(play, stories[planned.kind](planned.purchase).mending);
  yield later(play, random.int(2, 20));
  await reply(play, lines.agentResolves[planned.kind === "CB_MISSING" ? "late" : "delivered"]);
  await move(play, "resolved");
}

/** The platform gives the money back. */
export async function* refund(play: Play): Script {
  const { random, planned } = play;
  yield later(play, random.minutes(24));
  await sendMending(play, refundBeats(planned), "refund");
  yield later(play, random.int(2, 25));
  await reply(play, lines.agentResolves.refunded);
  await move(play, "resolved");
}
