import { eq } from "drizzle-orm";
import { type Db, db, transact } from "#db/client.ts";
import { staffPreferences } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import type { Ctx } from "#server/core/context.ts";
import { forbidden, invalid } from "#server/core/errors.ts";
import { maskPhone } from "#server/core/mask.ts";
import { seal, unseal } from "#server/core/seal.ts";
import { sealPurposes } from "#server/core/seal-purposes.ts";
import { asPhone } from "../addresses.ts";
import { channelsInUse } from "../channels/index.ts";
import {
  type PersonChannel,
  personChannels,
  type SaveStaffPreferences,
  type StaffNoticeKind,
  type StaffPreferences,
  saveStaffPreferencesSchema,
  staffNoticeKinds,
} from "./schemas.ts";
import { isZone } from "./times.ts";

export type Wishes = StaffPreferences & { phone: string | null; shownPhone: string | null };

/** What goes by mail where nobody said otherwise: what waits for one person or for everybody. */
const byMail: readonly StaffNoticeKind[] = [
  "mentioned",
  "escalated",
  "approval_waiting",
  "call_due",
  "alert",
  "incident",
  "export_ready",
  "rule",
];

const start: Wishes = {
  wanted: {},
  quiet: { from: 22 * 60, to: 8 * 60 },
  zone: "Asia/Shanghai",
  digest: "off",
  digestMinute: 9 * 60,
  locale: "zh-CN",
  phone: null,
  shownPhone: null,
};

/** By which ways somebody wants to hear of a kind of thing. */
export function waysOf(wishes: Wishes, kind: StaffNoticeKind): readonly PersonChannel[] {
  return wishes.wanted[kind] ?? (byMail.includes(kind) ? ["mail"] : []);
}

/** What somebody wishes, or what everybody begins with. `phone` is sealed. */
export async function wishesOf(reader: Db, personId: string): Promise<Wishes> {
  const [row] = await reader.select().from(staffPreferences).where(eq(staffPreferences.personId, personId));
  if (!row) return start;
  const { wanted, quietFrom, quietTo, zone, digest, digestMinute, locale, phone, shownPhone } = row;
  const quiet = quietFrom === null || quietTo === null ? null : { from: quietFrom, to: quietTo };
  return { wanted, quiet, zone, digest, digestMinute, locale, phone, shownPhone };
}

/** The number for text messages, opened. */
export const phoneOf = (personId: string, { phone }: Wishes): string | null =>
  phone === null ? null : unseal(sealPurposes.staffPhone(personId), phone);

const own = ({ actor }: Ctx): string => {
  if (actor.kind !== "staff") throw forbidden("Only a member of the staff has wishes of their own.");
  return actor.id;
};

/** One's own wishes; the number is masked. @throws DomainError 403 FORBIDDEN */
export async function getStaffPreferences({ ctx }: { ctx: Ctx }) {
  return shown(await wishesOf(db, own(ctx)));
}

function shown(all: Wishes) {
  const { phone: _, shownPhone, ...wishes } = all;
  const ways = Object.fromEntries(staffNoticeKinds.map((kind) => [kind, [...waysOf(all, kind)]])) as Record<
    StaffNoticeKind,
    PersonChannel[]
  >;
  return {
    ...wishes,
    ways,
    phone: shownPhone,
    usable: personChannels.filter((channel) => channelsInUse().has(channel)),
  };
}

/**
 * Changes one's own wishes. What is planned already goes by the new ones where it still waits.
 * @throws DomainError 403 FORBIDDEN, 422 ZONE_UNKNOWN, 422 PHONE_INVALID
 */
export async function saveStaffPreferences({ ctx, input }: { ctx: Ctx; input: SaveStaffPreferences }) {
  const personId = own(ctx);
  const { phone, quiet, ...wishes } = saveStaffPreferencesSchema.parse(input);
  if (!isZone(wishes.zone)) throw invalid("ZONE_UNKNOWN", "There is no such time zone.");
  const number = phone === undefined ? undefined : asPhone(phone);
  if (phone && number === null) throw invalid("PHONE_INVALID", "This is no number that text messages go to.");
  return transact(async (tx) => {
    const sealed = number ? seal(sealPurposes.staffPhone(personId), number) : null;
    const values = {
      ...{ personId, ...wishes, quietFrom: quiet?.from ?? null, quietTo: quiet?.to ?? null },
      ...(phone === undefined ? {} : { phone: sealed, shownPhone: number ? maskPhone(number) : null }),
      updatedAt: ctx.clock.now(),
    };
    await tx
      .insert(staffPreferences)
      .values(values)
      .onConflictDoUpdate({ target: staffPreferences.personId, set: values });
    const { digest, wanted } = wishes;
    const data = { digest, quiet, wanted, phoneChanged: phone !== undefined };
    await appendAudit(tx, ctx, { action: "staff.preferences_saved", subject: `staff:${personId}`, data });
    return shown(await wishesOf(tx, personId));
  });
}
