import { desc, eq } from "drizzle-orm";
import { type Db, db } from "#db/client.ts";
import { appeals, attachments } from "#db/schema/index.ts";
import { DAY_MS, HOUR_MS } from "#server/core/clock.ts";
import type { Ctx } from "#server/core/context.ts";
import { isDomainError } from "#server/core/errors.ts";
import { type Locale, localeOf } from "#server/diagnosis/schemas.ts";
import { loadCase } from "#server/orders/index.ts";
import { clockView } from "./clock-view.ts";
import { words } from "./copy.ts";
import { followText } from "./follow-text.ts";
import { keptUntil } from "./identity.ts";
import { type Place, placeOf, type Where } from "./place.ts";
import { holdOf, missingOf, type Need, needsOf } from "./rules.ts";
import type { AppealInvitation, EvidenceItem, OwnAppeal } from "./schemas.ts";
import { loadAppealPolicy } from "./settings.ts";
import { type AppealRow, clockOf, draftsOf, type EvidenceRow, evidenceOf, isOpenAppeal } from "./store.ts";

/** How long after a denial its owner may ask for a second look. */
export const SECOND_LOOK_MS = 7 * DAY_MS;
/** How long the platform has to deliver what was released, before a person takes it on. */
export const RELEASE_WAIT_MS = HOUR_MS;

export type OwnPage =
  | { kind: "appeal"; appeal: OwnAppeal; diagnosisId: string | null }
  /** Nothing was sent yet; what was uploaded already waits with the run. */
  | { kind: "invitation"; invitation: AppealInvitation; diagnosisId: string | null }
  /** Nothing holds this order. */
  | { kind: "nothing" }
  | { kind: "not_proven" };

/**
 * What somebody's page about their appeal shows: the newest appeal of their order or account, or the invitation to make one.
 * @throws DomainError 404 DIAGNOSIS_NOT_FOUND, TICKET_NOT_FOUND, also when it is somebody else's
 */
export async function ownAppealPage(args: { ctx: Ctx; where: Where; locale?: Locale }): Promise<OwnPage> {
  const { ctx, where } = args;
  const reader: Db = ctx.tx ?? db;
  let place: Place;
  try {
    place = await placeOf(reader, ctx, where);
  } catch (error) {
    if (isDomainError(error, "OWNERSHIP_NOT_PROVEN")) return { kind: "not_proven" };
    throw error;
  }
  const locale = args.locale ?? localeOf(place.locale);
  const found = await loadCase(reader, place.orderNo);
  if (!found) return { kind: "not_proven" };
  const hold = holdOf(found);
  const row = await newestOf(reader, hold.subject, place.orderNo);
  const again =
    row && !isOpenAppeal(row) && hold.flags.some((flag) => flag.flaggedAt > (row.decidedAt ?? row.openedAt));
  const { diagnosisId } = place;
  if (row && !again) return { kind: "appeal", appeal: await ownAppealView(reader, ctx, row, locale), diagnosisId };
  if (!hold.held && !place.claimed) return { kind: "nothing" };
  const { identityDays } = await loadAppealPolicy(reader);
  const drafts = diagnosisId === null ? [] : await draftsOf(reader, diagnosisId);
  const needs = needsOf(hold.families);
  const evidence = await evidenceList(reader, { needs, given: drafts, missing: missingOf(needs, drafts) }, locale, {
    days: identityDays,
    until: null,
    open: true,
  });
  return { kind: "invitation", invitation: { orderNo: place.orderNo, scope: hold.scope, evidence }, diagnosisId };
}

/** The newest appeal about this hold, or else about this order. */
async function newestOf(reader: Db, subject: string, orderNo: string): Promise<AppealRow | undefined> {
  const by = (column: typeof appeals.subject | typeof appeals.orderNo, value: string) =>
    reader.select().from(appeals).where(eq(column, value)).orderBy(desc(appeals.openedAt), desc(appeals.id)).limit(1);
  const [about] = await by(appeals.subject, subject);
  if (about) return about;
  const [ofOrder] = await by(appeals.orderNo, orderNo);
  return ofOrder;
}

/** An appeal as its owner sees it: nothing of rules, flags, staff or notes. */
export async function ownAppealView(reader: Db, ctx: Ctx, row: AppealRow, locale: Locale): Promise<OwnAppeal> {
  const now = ctx.clock.now();
  const say = words(locale);
  const given = await evidenceOf(reader, row.id);
  const needs = needsOf(row.families, row.asked);
  const open = isOpenAppeal(row);
  const missing = open ? missingOf(needs, given, row.asked, row.askedAt) : [];
  const clock = clockView(await clockOf(reader, row), now);
  const { identityDays } = await loadAppealPolicy(reader);
  const until = keptUntil(row, identityDays);
  const reasonCode = row.decided?.reasonCode ?? row.closedBecause;
  const outcome = row.state === "passed" || row.state === "denied" || row.state === "closed" ? row.state : null;
  const lookUntil = row.decidedAt === null ? null : new Date(row.decidedAt.getTime() + SECOND_LOOK_MS);
  return {
    id: row.id,
    orderNo: row.orderNo,
    scope: row.scope,
    ticketNumber: row.ticketNumber,
    step: outcome
      ? "decided"
      : clock?.state === "paused"
        ? "waiting_for_you"
        : row.claimedAt
          ? "in_review"
          : "submitted",
    outcome,
    openedAt: row.openedAt.toISOString(),
    clock,
    decidedAt: outcome ? (row.decidedAt?.toISOString() ?? null) : null,
    reason: outcome && reasonCode ? { code: reasonCode, text: say.reason[reasonCode] } : null,
    follows: outcome && row.decided ? followsOf(row, locale) : null,
    evidence: await evidenceList(reader, { needs, given, missing }, locale, { days: identityDays, until, open }),
    round: row.round,
    secondLookUntil:
      row.state === "denied" && row.round === 1 && lookUntil && lookUntil > now ? lookUntil.toISOString() : null,
  };
}

function followsOf(row: AppealRow, locale: Locale): OwnAppeal["follows"] {
  const text = followText(row);
  const by =
    text === "release" && row.followState === "running" && row.decidedAt
      ? new Date(row.decidedAt.getTime() + RELEASE_WAIT_MS).toISOString()
      : null;
  return { text: words(locale).follow[text], by };
}

type Listed = { needs: readonly Need[]; given: readonly EvidenceRow[]; missing: readonly EvidenceItem[] };

/** What is asked for, each with what was given for it. Words of what was taken back are gone. */
async function evidenceList(
  reader: Db,
  { needs, given, missing }: Listed,
  locale: Locale,
  kept: { days: number; until: Date | null; open: boolean },
): Promise<OwnAppeal["evidence"]> {
  const say = words(locale);
  const types = await mediaTypesOf(reader, given);
  const items = [...needs];
  for (const { item } of given) {
    if (!items.some((need) => need.item === item)) items.push(...needsOf([], [item]));
  }
  return items.map(({ item, form, required }) => ({
    item,
    form,
    required,
    missing: missing.includes(item),
    title: say.item[item].title,
    why: say.item[item].why,
    kept: say.kept[form](kept.days),
    given: given
      .filter((one) => one.item === item && one.state !== "withdrawn")
      .map((one) => ({
        id: one.id,
        at: one.givenAt.toISOString(),
        text: one.text,
        attachmentId: form === "identity" ? null : one.attachmentId,
        mediaType: one.attachmentId === null ? null : (types.get(one.attachmentId) ?? null),
        state: one.state,
        keptUntil: form === "identity" ? (kept.until?.toISOString() ?? null) : null,
        mayWithdraw: one.state === "given" && (kept.open || form === "identity"),
      })),
  }));
}

async function mediaTypesOf(reader: Db, given: readonly EvidenceRow[]): Promise<Map<string, string>> {
  const types = new Map<string, string>();
  for (const { attachmentId } of given) {
    if (attachmentId === null) continue;
    const [file] = await reader
      .select({ mediaType: attachments.mediaType })
      .from(attachments)
      .where(eq(attachments.id, attachmentId));
    if (file) types.set(attachmentId, file.mediaType);
  }
  return types;
}
