import sharp from "sharp";
import {
  addEvidence,
  askEvidence,
  askSecondLook,
  claimAppeal,
  confirmAppeal,
  decideAppeal,
  getAppeal,
  openAppeal,
} from "#server/appeals/index.ts";
import type { Appeal, AppealDecision, AppealReason, EvidenceItem } from "#server/appeals/schemas.ts";
import type { Ctx } from "#server/core/context.ts";
import { decideOrderRefund, decideOrderTopup, storeAttachment } from "#server/tickets/index.ts";
import { getRefund, getTopup } from "#server/topup/index.ts";
import type { StoryKind } from "../../e2e/sandbox/stories.ts";
import { later, type Play } from "./acts.ts";
import * as lines from "./lines.ts";
import { billImage } from "./proofs.ts";
import { customerAt, staffAt } from "./stage.ts";
import type { Script } from "./timeline.ts";
import type { AppealStage } from "./world.ts";

/** Failures whose owners appeal. */
export const appealed = (kind: StoryKind): boolean =>
  kind === "RISK_PLATFORM_HOLD" || kind === "RISK_PLATFORM_BLOCK" || kind === "ACC_FROZEN";

const owner = (play: Play): Ctx => customerAt(`ticket:${play.number}`, play.at);
const place = (play: Play) => ({ number: play.number });

/**
 * The life of an appeal, from the moment its ticket is opened: evidence, review, a question, the decision of one or two, what follows,
 * and now and then a second look. It stops where the present is reached, so the newest stand at every stage of it.
 */
export async function* appealLife(play: Play): Script {
  const { random } = play;
  const { appeal, existing } = await openAppeal({
    ctx: owner(play),
    input: { ...place(play), evidence: [], statement: random.pick(lines.appealStatements) },
  });
  // One account's holds are one appeal: whoever tells its story from another ticket goes on with it.
  if (existing) return;
  const { id } = appeal;
  const stage = play.planned.appeal;
  for (const { item, required } of appeal.evidence) {
    // Who is asked for more gave nothing; a document is there to be looked at.
    const likely = stage === "waiting" ? 0 : stage || required ? 0.85 : 0.25;
    if (random.chance(likely)) await give(play, item);
  }
  if (stage) return yield* stagedLife(play, id, stage);
  yield later(play, random.minutes(play.planned.asks === "live" ? 25 : 9));
  await claimAppeal({ ctx: staffAt(play.agent, play.at), input: { id } });
  const { missing } = await getAppeal({ ctx: staffAt(play.agent, play.at), input: { id } });
  if (missing.length > 0 && random.chance(0.7)) yield* askForMore(play, id, missing);
  yield later(play, random.minutes(12));
  yield* decide(play, id, play.agent, random.chance(0.72) ? "pass" : "deny");
  const first = await stateOf(play, id);
  const fresh = leadsWithout(play, first.decided);
  if (first.state !== "denied" || fresh.length === 0 || !random.chance(0.3)) return;
  yield later(play, random.int(90, 400));
  const asking = { ctx: owner(play), where: place(play), input: { id, reason: random.pick(lines.appealReturns) } };
  await askSecondLook(asking);
  yield later(play, random.minutes(18));
  yield* decide(play, id, random.pick(fresh), random.chance(0.4) ? "pass" : "deny");
}

/** Who had no part in what was decided: nobody else may look a second time. */
const leadsWithout = (play: Play, decided: Appeal["decided"]): Play["leads"] =>
  play.leads.filter((lead) => lead.id !== decided?.by.id && lead.id !== decided?.second?.id);

/** An appeal that stands at a given stage at the end, a few minutes a step. */
async function* stagedLife(play: Play, id: string, stage: AppealStage): Script {
  const step = (): Date => later(play, 4);
  if (stage === "submitted") return;
  yield step();
  await claimAppeal({ ctx: staffAt(play.agent, play.at), input: { id } });
  if (stage === "in_review") return;
  yield step();
  const agent = staffAt(play.agent, play.at);
  if (stage === "waiting") {
    const { missing } = await getAppeal({ ctx: agent, input: { id } });
    const items: EvidenceItem[] = missing.length > 0 ? missing : ["payment_proof"];
    await askEvidence({ ctx: agent, input: { id, items, message: play.random.pick(lines.appealAsks) } });
    return;
  }
  const { factsHash } = await getAppeal({ ctx: agent, input: { id } });
  const passes = stage === "second" || stage === "person";
  const reasonCode = passes ? ("OWNER_CONFIRMED" as const) : ("EVIDENCE_UNREADABLE" as const);
  await decideAppeal({ ctx: agent, input: { id, decision: passes ? "pass" : "deny", reasonCode, factsHash } });
  yield step();
  if (stage === "second_look") {
    const reason = play.random.pick(lines.appealReturns);
    await askSecondLook({ ctx: owner(play), where: place(play), input: { id, reason } });
  }
  if (stage === "person") yield* agreedAndStopped(play, id);
}

/** Two agree to pass it; then the credit is not approved, and somebody has to take it on. */
async function* agreedAndStopped(play: Play, id: string): Script {
  const [first, second] = play.leads;
  if (!first || !second) return;
  const { factsHash } = await stateOf(play, id);
  const { follow } = await confirmAppeal({ ctx: staffAt(first, play.at), input: { id, agree: true, factsHash } });
  yield later(play, 6);
  const [topupId] = follow.ids;
  if (follow.kind !== "topup" || follow.result !== "pending_approval" || topupId === undefined) return;
  const ctx = staffAt(second, play.at);
  const topup = await getTopup({ ctx, input: { id: topupId } });
  const no = { decision: "reject" as const, note: lines.appealStopped, factsHash: topup.factsHash };
  await decideOrderTopup({ ctx, input: { id: topupId, ...no } });
}

async function* askForMore(play: Play, id: string, missing: EvidenceItem[]): Script {
  const { random } = play;
  yield later(play, random.int(2, 8));
  const ctx = staffAt(play.agent, play.at);
  await askEvidence({ ctx, input: { id, items: missing, message: random.pick(lines.appealAsks) } });
  yield later(play, random.minutes(40));
  for (const item of missing) await give(play, item);
}

async function give(play: Play, item: EvidenceItem): Promise<void> {
  const text = lines.appealTexts[item];
  const input = text ? { item, text: play.random.pick(text) } : { item, attachmentId: await fileFor(play, item) };
  await addEvidence({ ctx: owner(play), where: place(play), input });
}

async function fileFor(play: Play, item: EvidenceItem): Promise<string> {
  const secret = item === "identity";
  const bytes = new Uint8Array(secret ? await cardImage() : await billImage(play.planned.purchase, "png"));
  const kind = secret
    ? ("identity" as const)
    : item === "payment_proof"
      ? ("debit_proof" as const)
      : ("other" as const);
  const ownerKey = `ticket:${play.number}`;
  const input = { bytes, name: secret ? "card.png" : `${item}.png`, kind, ownerKey };
  return (await storeAttachment({ ctx: owner(play), input, read: "by the job" })).id;
}

/** A card with a place for a face and lines for words: nobody's. */
function cardImage(): Promise<Buffer> {
  const line = (y: number, width: number) =>
    `<rect x="40" y="${y}" width="${width}" height="16" rx="4" fill="#8fa3bd"/>`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="640" height="404"><rect width="640" height="404" rx="24" fill="#dfe8f2"/>
    <rect x="430" y="70" width="160" height="200" rx="8" fill="#b7c6d9"/><circle cx="510" cy="140" r="42" fill="#8fa3bd"/>
    <path d="M450 270a60 60 0 0 1 120 0z" fill="#8fa3bd"/>${[80, 124, 168, 212].map((y, at) => line(y, 320 - at * 40)).join("")}
    <rect x="40" y="320" width="420" height="24" rx="4" fill="#6d83a1"/></svg>`;
  return sharp(Buffer.from(svg)).png().toBuffer();
}

const stateOf = (play: Play, id: string): Promise<Appeal> =>
  getAppeal({ ctx: staffAt(play.agent, play.at), input: { id } });

/** One decides; where it takes two, a lead agrees. Then the money goes its way, with a second person where the gate wants one. */
async function* decide(play: Play, id: string, by: Play["agent"], decision: AppealDecision): Script {
  const { random } = play;
  const reasons: readonly AppealReason[] = decision === "pass" ? lines.passReasons : lines.denyReasons;
  const ctx = staffAt(by, play.at);
  const { factsHash } = await getAppeal({ ctx, input: { id } });
  let appeal = await decideAppeal({ ctx, input: { id, decision, reasonCode: random.pick(reasons), factsHash } });
  if (appeal.state === "awaiting_second") {
    yield later(play, random.minutes(play.planned.asks === "live" ? 60 : 9));
    const second = leadsWithout(play, appeal.before).find((lead) => lead.id !== by.id);
    if (!second) return;
    const lead = staffAt(second, play.at);
    appeal = await confirmAppeal({ ctx: lead, input: { id, agree: true, factsHash: appeal.factsHash } });
  }
  if (appeal.follow.result !== "pending_approval") return;
  yield later(play, random.minutes(10));
  const [lead] = leadsWithout(play, appeal.decided);
  if (!lead) return;
  for (const moved of appeal.follow.ids) await approve(staffAt(lead, play.at), appeal.follow.kind, moved);
}

async function approve(ctx: Ctx, kind: Appeal["follow"]["kind"], id: string): Promise<void> {
  const decision = { decision: "approve" as const, note: "已核对" };
  if (kind === "topup") {
    const { state, factsHash } = await getTopup({ ctx, input: { id } });
    if (state === "pending_approval") await decideOrderTopup({ ctx, input: { id, ...decision, factsHash } });
  } else {
    const { state, factsHash } = await getRefund({ ctx, input: { id } });
    if (state === "pending_approval") await decideOrderRefund({ ctx, input: { id, ...decision, factsHash } });
  }
}
