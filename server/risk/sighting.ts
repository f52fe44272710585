import { createHmac } from "node:crypto";
import { z } from "zod";
import type { inboundEvents, riskSightings } from "#db/schema/index.ts";
import { dataKey } from "#server/core/data-key.ts";

/** What events may say beyond the contract of where and by whom an order was placed and paid. */

type EventRow = Pick<typeof inboundEvents.$inferSelect, "id" | "type" | "occurredAt" | "customerId" | "data">;
export type SightingRow = typeof riskSightings.$inferInsert;

const word = z.string().trim().min(1).max(200).optional().catch(undefined);
const circumstancesSchema = z.object({
  device: word,
  ip: word,
  place: word,
  payerAccount: word,
  payerLinked: z.boolean().optional().catch(undefined),
  fundsSource: word,
  coupon: word,
});
export type Circumstances = z.output<typeof circumstancesSchema>;

/** Reads the optional members of an event's data, or of a precheck; what is of another type counts as not told. */
export const circumstancesOf = (data: Record<string, unknown>): Circumstances => circumstancesSchema.parse(data);

export type HashedKind = "device" | "address" | "payer";
/** A keyed hash of what is only ever compared: nobody who reads the table learns a device, an address or an account. */
export function hashed(kind: HashedKind, value: string): string {
  return createHmac("sha256", dataKey("risk-sightings")).update(`${kind}:${value}`).digest("base64url").slice(0, 27);
}

/**
 * Puts together what an order's events say. The same whatever order they came in: of several that say something, the newest counts.
 * @returns undefined when they say nothing that could be compared, or it is unknown whose order it is
 */
export function sightingOf(orderNo: string, events: readonly EventRow[]): SightingRow | undefined {
  const told = events
    .filter(({ type }) => type === "topup.order.created" || type === "topup.payment.attempted")
    .toSorted((a, b) => a.occurredAt.getTime() - b.occurredAt.getTime() || (a.id < b.id ? -1 : 1));
  const created = told.find(({ type }) => type === "topup.order.created");
  if (!created?.customerId) return undefined;
  const said: Circumstances = {};
  for (const { data } of told) {
    for (const [name, value] of Object.entries(circumstancesOf(data))) {
      if (value !== undefined) Object.assign(said, { [name]: value });
    }
  }
  if (Object.keys(said).length === 0) return undefined;
  return { orderNo, customerId: created.customerId, at: created.occurredAt, ...comparable(said) };
}

/** Circumstances in the form in which they are kept and compared. */
export function comparable(said: Circumstances): Omit<SightingRow, "orderNo" | "customerId" | "at"> {
  const { device, ip, place, payerAccount, payerLinked, fundsSource, coupon } = said;
  return {
    device: device === undefined ? null : hashed("device", device),
    address: ip === undefined ? null : hashed("address", ip),
    place: place?.toLowerCase() ?? null,
    payer: payerAccount === undefined ? null : hashed("payer", payerAccount),
    payerLinked: payerLinked ?? null,
    fundsSource: fundsSource?.toLowerCase() ?? null,
    coupon: coupon ?? null,
  };
}
