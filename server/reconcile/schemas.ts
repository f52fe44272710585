import { z } from "zod";
import { positiveFenSchema } from "#server/core/money.ts";
import type { GatewayState } from "#server/gateways/schemas.ts";
import { type MoneyItemKind, moneyItemKinds, moneyItemResolutions, moneyItemStates } from "#server/payments/schemas.ts";
import { reasonCodes, topupStates } from "#server/topup/schemas.ts";

/** Items about a whole order's money: raised and settled by looking at the order. */
export const orderItemKinds = [
  "paid_no_callback",
  "order_stuck",
  "paid_after_close",
] as const satisfies readonly MoneyItemKind[];
export type OrderItemKind = (typeof orderItemKinds)[number];

/** Why a person is needed, and we did not end it ourselves. */
export const handOverReasons = [
  "policy_off",
  "policy_assist",
  "no_gateway",
  "not_confirmed",
  "over_limit",
  "second_person",
  "awaiting_second_person",
  "in_progress",
  "fulfilment_running",
  "refund_at_limit",
  "tied_by_hand",
  "gate",
  "act_refused",
] as const;
export type HandOverReason = (typeof handOverReasons)[number];

/** What a person can do about an item. */
export const moneyActions = ["apply", "refund", "link", "write_off", "dismiss"] as const;
export type MoneyAction = (typeof moneyActions)[number];

/** How long a charged and uncredited order is left to its own before it is repaired; kept in the settings under `repair.policy`. */
export const repairSettingsSchema = z.object({ graceSeconds: z.number().int().min(1).max(3_600).default(60) });
export type RepairSettings = z.output<typeof repairSettingsSchema>;

export const moneyItemListSchema = z.object({
  kind: z.enum(moneyItemKinds).optional(),
  channel: z.string().max(128).optional(),
  state: z.enum(moneyItemStates).default("open"),
  orderNo: z.string().max(128).optional(),
  /** An order number, the shop's payment number or the gateway's, whole. */
  q: z.string().trim().max(128).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
  cursor: z.string().max(200).optional(),
});
export type MoneyItemListInput = z.input<typeof moneyItemListSchema>;

const person = z.object({ kind: z.string(), id: z.string(), name: z.string() });
export const moneyItemSchema = z.object({
  id: z.string(),
  kind: z.enum(moneyItemKinds),
  state: z.enum(moneyItemStates),
  /** 0 stands first in the queue. */
  rank: z.number().int(),
  channel: z.string().nullable(),
  orderNo: z.string().nullable(),
  outTradeNo: z.string().nullable(),
  gatewayTradeNo: z.string().nullable(),
  amountFen: z.number().int().nullable(),
  /** What the other side says, where two differ. */
  otherFen: z.number().int().nullable(),
  /** What is known besides, by kind; `why` says why a person is needed. */
  detail: z.record(z.string(), z.unknown()),
  openedAt: z.string(),
  /** The open ticket of its order. */
  ticketNumber: z.string().nullable(),
  /** What may be done about it now; the first is the one to expect. */
  actions: z.array(z.object({ action: z.enum(moneyActions), secondPerson: z.boolean() })),
  /** Waits for a second person. */
  proposal: z
    .object({
      action: z.enum(["write_off", "dismiss"]),
      note: z.string(),
      amountFen: z.number().int().nullable(),
      by: person,
      at: z.string(),
    })
    .nullable(),
  resolution: z.enum(moneyItemResolutions).nullable(),
  resolvedAt: z.string().nullable(),
  resolvedByName: z.string().nullable(),
  note: z.string().nullable(),
  version: z.number().int(),
});
export type MoneyItem = z.output<typeof moneyItemSchema>;

/** Open items by kind, those that are none left out. */
export const moneyItemCountsSchema = z.partialRecord(z.enum(moneyItemKinds), z.number().int());
export type MoneyItemCounts = z.output<typeof moneyItemCountsSchema>;
export const moneyItemPageSchema = z.object({
  items: z.array(moneyItemSchema),
  nextCursor: z.string().nullable(),
  /** All open items by kind, whatever the list is narrowed to. */
  counts: moneyItemCountsSchema,
  /** The channels that open items are about. */
  channels: z.array(z.string()),
});
export type MoneyItemPage = z.output<typeof moneyItemPageSchema>;

const orderNo = z.string().trim().min(1).max(128);
export const resolveItemSchema = z
  .object({
    action: z.enum(moneyActions),
    note: z.string().trim().max(2_000).optional(),
    /** The order to tie the payment to; for `link` alone. */
    orderNo: orderNo.optional(),
    /** For `apply` and `refund` another sum than all that is open; for `write_off` another than the item's. */
    amountFen: positiveFenSchema.optional(),
    /** For `apply` and `refund`; by default what the item is about. */
    reasonCode: z.enum(reasonCodes).optional(),
    /** That of the item as it was shown. */
    version: z.number().int().min(1),
  })
  .refine((v) => v.action !== "link" || v.orderNo, { path: ["orderNo"], message: "Linking needs the order's number" })
  .refine((v) => !["write_off", "dismiss"].includes(v.action) || (v.note ?? "") !== "", {
    path: ["note"],
    message: "This needs a note",
  });
export type ResolveItemInput = z.output<typeof resolveItemSchema>;

export const confirmItemSchema = z.object({ agree: z.boolean(), note: z.string().trim().max(2_000).optional() });
export type ConfirmItemInput = z.output<typeof confirmItemSchema>;

/** What became of an action: the item as it is now, and the top-up or refund that it led to. */
export const itemResultSchema = z.object({
  item: moneyItemSchema,
  moved: z
    .object({
      kind: z.enum(["topup", "refund"]),
      id: z.string(),
      state: z.enum(topupStates),
      amountFen: z.number().int(),
    })
    .nullable(),
});
export type ItemResult = z.output<typeof itemResultSchema>;

/** What a gateway said of a payment when it was asked last. */
export type GatewayWordView = {
  channel: string;
  outTradeNo: string;
  /** Null until it answered once. */
  state: GatewayState | null;
  amountFen: number | null;
  refundedFen: number;
  gatewayTradeNo: string | null;
  answeredAt: string | null;
  callbackAt: string | null;
  lastError: string | null;
};
