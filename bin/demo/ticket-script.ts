import { HOUR_MS } from "#server/core/clock.ts";
import { confirmResolved, reopenTicket } from "#server/tickets/index.ts";
import { type Beat, stories } from "../../e2e/sandbox/stories.ts";
import { after, later, move, type Play, reply, say, take } from "./acts.ts";
import { appealed, appealLife } from "./appeal-script.ts";
import { askForHelp, isCharged } from "./ask.ts";
import { sendOpening } from "./events.ts";
import * as lines from "./lines.ts";
import { mend, refund, topUp, wayOut } from "./remedies.ts";
import { customerAt, type Scene } from "./stage.ts";
import type { Script } from "./timeline.ts";

/**
 * The life of one ticket, from the purchase on. It stops where the present is reached, so the newest tickets stand at every
 * stage of it.
 */
export async function* ticketScript(scene: Scene): Script {
  const { planned, random } = scene;
  const opening = stories[planned.kind](planned.purchase).opening;
  yield after(planned.purchase.at, Math.max(...opening.map(([atS]: Beat) => atS)) / 60);
  await sendOpening(scene, planned);
  const live = planned.asks !== "ticket";
  const at = after(planned.purchase.at, live ? random.int(4, 12) : random.minutes(38) + opening.length);
  yield at;
  const play: Play = { ...scene, number: await askForHelp(scene, at), at, agent: random.pick(scene.agents) };
  const story = planned.asks === "today" ? today(play) : appealed(planned.kind) ? appealLife(play) : life(play);
  for await (const due of story) {
    if (due.getTime() > scene.now.getTime()) return;
    play.at = due;
    yield due;
  }
}

async function* life(play: Play): Script {
  const { random } = play;
  const kind = play.planned.kind as lines.Failure;
  // One in twelve has to wait too long for the first word.
  yield later(play, random.chance(0.07) ? random.int(130, 320) : random.minutes(isCharged(kind) ? 12 : 24));
  if (random.chance(0.15)) await say(play, random.pick(lines.customerPresses));
  await take(play);
  await reply(play, lines.agentSays(kind));
  if (random.chance(0.25)) {
    yield later(play, random.int(2, 9));
    await reply(play, random.pick(lines.internalNotes), "internal");
  }
  if (isCharged(kind) && random.chance(play.planned.asks === "live" ? 0.3 : 0.15)) {
    yield later(play, random.int(3, 12));
    await reply(play, random.pick(lines.agentAsks));
    await move(play, "waiting_customer");
    // Some never answer.
    if (random.chance(0.2)) return;
    yield later(play, random.minutes(50));
    await say(play, random.pick(lines.customerAnswers), true);
  }
  const way = wayOut(play);
  if (way === "forgotten") return;
  if (way === "topup") yield* topUp(play);
  else if (way === "mend") yield* mend(play);
  else if (way === "refund") yield* refund(play);
  else {
    yield later(play, random.minutes(70));
    await reply(play, lines.agentResolves.advised);
    await move(play, "resolved");
  }
  yield* aftermath(play);
}

/** A ticket of today's work: begun or not, and waiting for whoever sits at the desk. */
async function* today(play: Play): Script {
  const { random, now } = play;
  const kind = play.planned.kind as lines.Failure;
  const isOld = now.getTime() - play.at.getTime() > HOUR_MS;
  // What came in a while ago has had its first word, with few exceptions.
  if (!random.chance(isOld ? 0.9 : 0.35)) return;
  yield later(play, random.minutes(isCharged(kind) ? 12 : 24));
  if (random.chance(0.15)) await say(play, random.pick(lines.customerPresses));
  if (random.chance(0.8)) await take(play);
  await reply(play, lines.agentSays(kind));
  if (random.chance(0.2)) await reply(play, random.pick(lines.internalNotes), "internal");
  if (!isCharged(kind) || !random.chance(0.3)) return;
  yield later(play, random.int(3, 12));
  await reply(play, random.pick(lines.agentAsks));
  await move(play, "waiting_customer");
  if (!random.chance(0.6)) return;
  yield later(play, random.minutes(40));
  await say(play, random.pick(lines.customerAnswers), random.chance(0.3));
}

/** What comes after the solution: thanks, a return, the end. */
async function* aftermath(play: Play): Script {
  const { random } = play;
  if (random.chance(0.07)) {
    yield later(play, random.minutes(160));
    await reopenTicket({
      ctx: customerAt(`ticket:${play.number}`, play.at),
      input: { number: play.number, reason: random.pick(lines.customerReturns) },
    });
    yield later(play, random.minutes(45));
    await reply(play, lines.agentResolves.advised);
    await move(play, "resolved");
  } else if (random.chance(0.35)) {
    yield later(play, random.minutes(40));
    await confirmResolved({ ctx: customerAt(`ticket:${play.number}`, play.at), input: { number: play.number } });
    return;
  }
  if (random.chance(0.75)) {
    yield new Date(play.at.getTime() + random.int(20, 70) * HOUR_MS);
    await move(play, "closed");
  }
}
