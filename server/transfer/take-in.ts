import { and, eq } from "drizzle-orm";
import { type Tx, transact } from "#db/client.ts";
import { transferKeys } from "#db/schema/index.ts";
import type { Ctx } from "#server/core/context.ts";
import { receiveEvents } from "#server/orders/index.ts";
import type { OrderStatus } from "#server/orders/schemas.ts";
import { type ImportedTicket, importTicket, saveMacro } from "#server/tickets/index.ts";
import type { Cell } from "./columns.ts";
import type { CsvRow } from "./read-csv.ts";
import type { ImportKind } from "./schemas.ts";

/** `same`: it was taken in before, by whichever file. `refused`: by the very door that it came through. */
export type Taken = "done" | "same" | "refused";
type TakeIn = (
  ctx: Ctx,
  row: CsvRow,
  transferId: string,
  note: (tx: Tx, taken: Taken) => Promise<void>,
) => Promise<Taken>;

const text = (cell: Cell | undefined): string | null => (typeof cell === "string" ? cell : null);
const fen = (cell: Cell | undefined): number | null => (typeof cell === "number" ? cell : null);
const date = (cell: Cell | undefined): Date | null => (cell instanceof Date ? cell : null);
const list = (cell: Cell | undefined): string[] => (Array.isArray(cell) ? cell : []);
const pickFrom = <T extends string>(cell: Cell | undefined, otherwise: T): T => (text(cell) as T | null) ?? otherwise;

/** Once for each key, in one transaction with what is noted of it. */
async function once(
  kind: ImportKind,
  { key }: CsvRow,
  transferId: string,
  note: (tx: Tx, taken: Taken) => Promise<void>,
  make: (tx: Tx) => Promise<string>,
): Promise<Taken> {
  return transact(async (tx) => {
    const of = and(eq(transferKeys.kind, kind), eq(transferKeys.key, key));
    const [there] = await tx.select({ ref: transferKeys.ref }).from(transferKeys).where(of);
    if (!there) await tx.insert(transferKeys).values({ kind, key, transferId, ref: await make(tx) });
    const taken = there ? ("same" as const) : ("done" as const);
    await note(tx, taken);
    return taken;
  });
}

const takeTicket: TakeIn = (ctx, row, transferId, note) =>
  once("tickets", row, transferId, note, async (tx) => (await importTicket(tx, ctx, ticketOf(row.values))).number);

function ticketOf(v: CsvRow["values"]): ImportedTicket {
  return {
    openedAt: date(v.opened_at) as Date,
    resolvedAt: date(v.resolved_at),
    status: pickFrom(v.status, "closed"),
    priority: pickFrom(v.priority, "normal"),
    causeCode: pickFrom(v.cause, "UNKNOWN"),
    claim: pickFrom(v.claim, "other"),
    locale: pickFrom(v.locale, "zh-CN"),
    ...{ orderNo: text(v.order_no), customerId: text(v.customer_id), amountFen: fen(v.amount) },
    ...{ productName: text(v.product), channel: text(v.channel), paymentNo: text(v.payment_no) },
    ...{ target: text(v.target), contact: text(v.contact), description: text(v.description), tags: list(v.tags) },
  };
}

const takeMacro: TakeIn = (ctx, row, transferId, note) =>
  once("macros", row, transferId, note, async (tx) => {
    const v = row.values;
    const some = <K extends string, T>(name: K, value: T | null) => (value === null ? {} : { [name]: value });
    const made = await saveMacro({
      ctx: { ...ctx, tx },
      input: {
        name: { "zh-CN": text(v.name_zh) ?? "", en: text(v.name_en) ?? "" },
        body: { "zh-CN": text(v.body_zh) ?? "", en: text(v.body_en) ?? "" },
        visibility: pickFrom(v.visibility, "public"),
        actions: {
          ...some("status", text(v.status)),
          ...some("priority", text(v.priority)),
          ...some("causeCode", text(v.cause)),
          ...(list(v.tags).length > 0 ? { tags: list(v.tags) } : {}),
        },
        shared: true,
      },
    });
    return made.id;
  });

/** Where events of imported orders come from; with the order's number it makes each of them one that is taken in once. */
export const IMPORT_SOURCE = "import";

/** Orders go through the platform's own door, as the events that they would have been. */
const takeOrder: TakeIn = async (ctx, row, _transferId, note) => {
  const platform = { ...ctx, actor: { kind: "platform" as const, id: "import", name: "import" } };
  const receipt = await receiveEvents({ ctx: platform, input: { events: eventsOf(row) } });
  const taken = receipt.rejected.length > 0 ? "refused" : receipt.accepted > 0 ? "done" : "same";
  await transact((tx) => note(tx, taken));
  return taken;
};

/** Pure: an order's row as the platform's events. */
export function eventsOf({ values: v }: Pick<CsvRow, "values">): Record<string, unknown>[] {
  const orderNo = text(v.order_no) ?? "";
  const created = date(v.created_at) as Date;
  const amountFen = fen(v.amount) ?? 0;
  const event = (kind: string, at: Date, data: Record<string, unknown>) => ({
    ...{ specversion: "1.0", id: `${orderNo}:${kind}`, source: IMPORT_SOURCE, type: `topup.${kind}`, subject: orderNo },
    ...{ time: at.toISOString(), data: { orderNo, ...data } },
  });
  const [paidAt, creditedAt, outTradeNo] = [date(v.paid_at), date(v.credited_at), text(v.payment_no)];
  const status = text(v.status) as OrderStatus | null;
  const channel = text(v.channel);
  const attempt = { outTradeNo, amountFen, ...(channel && { channel }), method: text(v.method) ?? "import" };
  const trade = text(v.gateway_trade_no);
  return [
    event("order.created", created, {
      ...{ customerId: text(v.customer_id), productType: text(v.product_type), productName: text(v.product) },
      ...{ sku: text(v.sku), amountFen, faceValueFen: fen(v.face_value) ?? amountFen, target: text(v.target) },
    }),
    ...(outTradeNo && channel ? [event("payment.attempted", created, attempt)] : []),
    ...(outTradeNo && paidAt
      ? [event("payment.succeeded", paidAt, { outTradeNo, amountFen, ...(trade && { gatewayTradeNo: trade }) })]
      : []),
    ...(creditedAt ? [event("credit.posted", creditedAt, { amountFen, reference: `import:${orderNo}` })] : []),
    ...(status ? [event("order.status_changed", creditedAt ?? paidAt ?? created, { status })] : []),
  ];
}

export const takeIn: Record<ImportKind, TakeIn> = { tickets: takeTicket, orders: takeOrder, macros: takeMacro };
