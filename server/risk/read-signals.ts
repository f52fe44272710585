import { and, desc, eq, gt, ne } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { inboundEvents, riskSightings } from "#db/schema/index.ts";
import { DAY_MS } from "#server/core/clock.ts";
import type { RiskRecord } from "./profile.ts";
import type { RiskSignals, Seen } from "./rules/signals.ts";
import { type Circumstances, circumstancesOf, comparable } from "./sighting.ts";

/** Rows of one device, address or person that are looked at. */
const MAX_SEEN = 100;
const MAX_EVENTS = 100;
const MAX_PAID = 50;
/** The longest window that a rule may have. */
const LONGEST_MS = DAY_MS;

type Sighting = typeof riskSightings.$inferSelect;
export type IntendedPurchase = {
  amountFen: number;
  orderNo: string | null;
  circumstances: Circumstances;
};

/**
 * Everything that risk rules look at of a purchase that is about to be made. At most four statements beside the record, each on an
 * index and bounded.
 * @param record whose purchase it is
 * @param paidTodayFen what they paid today
 */
export async function readSignals(
  reader: Db,
  record: RiskRecord,
  purchase: IntendedPurchase,
  paidTodayFen: number,
  now: Date,
): Promise<RiskSignals> {
  const { customerId, customer, profile } = record;
  const own = await sightingsOf(reader, customerId);
  const told = comparable(purchase.circumstances);
  // What the order itself told before stands in for what the caller leaves out.
  const itself = own.find(({ orderNo }) => orderNo === purchase.orderNo);
  const known = own.filter(({ orderNo }) => orderNo !== purchase.orderNo);
  const device = told.device ?? itself?.device ?? null;
  const address = told.address ?? itself?.address ?? null;
  const place = told.place ?? itself?.place ?? null;
  const payer = told.payer ?? itself?.payer ?? null;
  const coupon = told.coupon ?? itself?.coupon ?? null;
  const logins = device || place ? await loginsOf(reader, customerId) : [];
  const onDevice = device && (await seenWith(reader, riskSightings.device, device, purchase.orderNo, now));
  const atAddress = address && (await seenWith(reader, riskSightings.address, address, purchase.orderNo, now));
  const around = [...known, ...(onDevice || []), ...(atAddress || [])];
  const history = record.history.filter(({ orderNo }) => orderNo !== purchase.orderNo);
  return {
    customerId,
    amountFen: purchase.amountFen,
    verified:
      record.corrected.inputs.verified === undefined
        ? (customer?.realNameVerified ?? null)
        : record.corrected.inputs.verified > 0,
    registeredAt: customer?.registeredAt ?? null,
    firstPurchaseDone: customer?.firstPurchaseDone ?? null,
    orders: history.map(({ createdAt, amountFen }) => ({ at: createdAt, amountFen })),
    paidFens: history.flatMap(({ paidFen }) => (paidFen > 0 ? [paidFen] : [])).slice(0, MAX_PAID),
    paidTodayFen,
    newDevice: isNew(
      device,
      [...known, ...logins].map((one) => one.device),
    ),
    newPlace: isNew(
      place,
      [...known, ...logins].map((one) => one.place),
    ),
    onDevice: onDevice ? onDevice.map(seen) : null,
    atAddress: atAddress ? atAddress.map(seen) : null,
    withCoupon:
      coupon === null
        ? null
        : once(around)
            .filter((one) => one.coupon === coupon)
            .map(seen),
    payerLinked: told.payerLinked ?? itself?.payerLinked ?? null,
    payer: payer === null ? null : payerOf(payer, known),
    fundsSource: told.fundsSource ?? itself?.fundsSource ?? null,
    score: profile.score,
    limits: profile.limits,
  };
}

const seen = ({ customerId, at }: Sighting): Seen => ({ customerId, at });
const once = (rows: readonly Sighting[]) => [...new Map(rows.map((row) => [row.orderNo, row])).values()];

/** Null where there is nothing to compare with: whoever is seen for the first time is not strange. */
function isNew(value: string | null, before: readonly (string | null | undefined)[]): boolean | null {
  const known = before.filter((one) => one);
  return value === null || known.length === 0 ? null : !known.includes(value);
}

function payerOf(payer: string, known: readonly Sighting[]): RiskSignals["payer"] {
  const payers = known.flatMap((one) => (one.payer === null ? [] : [one.payer]));
  return { isNew: !payers.includes(payer), earlierPayments: payers.length };
}

const sightingsOf = (reader: Db, customerId: string): Promise<Sighting[]> =>
  reader
    .select()
    .from(riskSightings)
    .where(eq(riskSightings.customerId, customerId))
    .orderBy(desc(riskSightings.at))
    .limit(MAX_SEEN);

function seenWith(
  reader: Db,
  column: typeof riskSightings.device | typeof riskSightings.address,
  value: string,
  orderNo: string | null,
  now: Date,
): Promise<Sighting[]> {
  return reader
    .select()
    .from(riskSightings)
    .where(
      and(
        eq(column, value),
        gt(riskSightings.at, new Date(now.getTime() - LONGEST_MS)),
        ...(orderNo === null ? [] : [ne(riskSightings.orderNo, orderNo)]),
      ),
    )
    .orderBy(desc(riskSightings.at))
    .limit(MAX_SEEN);
}

/** Devices and places that the platform told with the customer's own record, for instance upon signing in. */
async function loginsOf(reader: Db, customerId: string): Promise<{ device?: string | null; place?: string | null }[]> {
  const rows = await reader
    .select({ type: inboundEvents.type, data: inboundEvents.data })
    .from(inboundEvents)
    .where(eq(inboundEvents.customerId, customerId))
    .orderBy(desc(inboundEvents.occurredAt))
    .limit(MAX_EVENTS);
  return rows
    .filter(({ type }) => type === "topup.customer.updated")
    .map(({ data }) => {
      const { device, place } = comparable(circumstancesOf(data));
      return { device: device ?? null, place: place ?? null };
    });
}
