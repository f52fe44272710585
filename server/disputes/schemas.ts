import { z } from "zod";

/** A case that we put to the gateway, and complaints that customers made there. */
export const caseStates = ["open", "answered", "escalated", "closed"] as const;
export type CaseState = (typeof caseStates)[number];
export const complaintStates = ["pending", "processing", "processed"] as const;
export type ComplaintState = (typeof complaintStates)[number];

/** Where a case's clock stands. `soon` is the warning; `met` and `broken` are verdicts; `ended`: there is no answer to wait for. */
export const caseClockStates = ["running", "soon", "late", "met", "broken", "ended"] as const;
export type CaseClockState = (typeof caseClockStates)[number];

/** Where a payer complains: in the app that took the money. */
export const complaintPaths = ["alipay", "wechatpay", "unionpay", "other"] as const;
export type ComplaintPath = (typeof complaintPaths)[number];

const text = (max: number) => z.string().trim().min(1).max(max);
const page = {
  limit: z.coerce.number().int().min(1).max(100).default(50),
  cursor: z.string().max(200).optional(),
};

/** What is asked of the gateway. Without a payment number it is about the payment that was paid, else the newest. */
export const fileCaseSchema = z.object({
  outTradeNo: text(128).optional(),
  request: z.string().trim().max(1_000).optional(),
});
export type FileCaseInput = z.output<typeof fileCaseSchema>;

export const answerCaseSchema = z.object({
  answer: text(4_000),
  /** When the gateway answered, if that was before now. */
  answeredAt: z.iso.datetime({ offset: true }).optional(),
});
export const closeCaseSchema = z.object({ note: z.string().trim().max(1_000).optional() });

/** `waiting` cases first by due time; `all` newest first. */
export const caseViews = ["waiting", "all"] as const;
export const caseListSchema = z.object({
  view: z.enum(caseViews).default("waiting"),
  state: z.enum(caseStates).optional(),
  ticketNumber: text(40).optional(),
  orderNo: text(128).optional(),
  ...page,
});
export const complaintListSchema = z.object({
  state: z.enum(complaintStates).optional(),
  channel: text(128).optional(),
  ticketNumber: text(40).optional(),
  orderNo: text(128).optional(),
  ...page,
});

/** A case as staff and keys see it (the outside contract). */
export const gatewayCaseSchema = z.object({
  id: z.string(),
  state: z.enum(caseStates),
  ticketNumber: z.string().nullable(),
  orderNo: z.string(),
  channel: z.string(),
  outTradeNo: z.string().nullable(),
  amountFen: z.number().int(),
  request: z.string().nullable(),
  filedBy: z.string(),
  filedAt: z.string(),
  /** Until when the gateway owes us an answer. */
  dueAt: z.string(),
  /** When the customer is shown how to complain there themselves, if nobody answered. */
  escalateAt: z.string(),
  escalatedAt: z.string().nullable(),
  clock: z.enum(caseClockStates),
  answer: z.string().nullable(),
  answeredAt: z.string().nullable(),
  answeredBy: z.string().nullable(),
  closedAt: z.string().nullable(),
  closedBy: z.string().nullable(),
  closeNote: z.string().nullable(),
});
export type GatewayCase = z.output<typeof gatewayCaseSchema>;

/** A complaint as staff and keys see it. `phone` is masked. */
export const complaintSchema = z.object({
  id: z.string(),
  channel: z.string(),
  complaintNo: z.string(),
  state: z.enum(complaintStates),
  orderNo: z.string().nullable(),
  ticketNumber: z.string().nullable(),
  outTradeNo: z.string().nullable(),
  gatewayTradeNo: z.string().nullable(),
  amountFen: z.number().int().nullable(),
  text: z.string(),
  phone: z.string().nullable(),
  madeAt: z.string(),
  receivedAt: z.string(),
});
export type Complaint = z.output<typeof complaintSchema>;

/** What became of an uploaded list. */
export const importReportSchema = z.object({
  rows: z.number().int(),
  added: z.number().int(),
  updated: z.number().int(),
  unchanged: z.number().int(),
  /** How many of them speak of an order that we know. */
  matched: z.number().int(),
});
export type ImportReport = z.output<typeof importReportSchema>;

/** Why the customer is shown how to complain: the gateway was asked and is silent, or the ticket is open for a day. */
export const complainReasons = ["gateway_silent", "unresolved"] as const;

/** What a customer sees of the fast lane on their ticket. No staff, no answer's text, nothing internal. */
export const customerLaneSchema = z.object({
  /** Asked and not answered yet: when, and by when an answer is due. */
  asked: z.object({ filedAt: z.string(), dueAt: z.string(), late: z.boolean() }).nullable(),
  /** Nobody answered for a day, or nothing came of it: the way of their own. */
  complain: z
    .object({
      because: z.enum(complainReasons),
      path: z.enum(complaintPaths),
      orderNo: z.string(),
      outTradeNo: z.string().nullable(),
      gatewayTradeNo: z.string().nullable(),
      amountFen: z.number().int(),
      paidAt: z.string().nullable(),
      productName: z.string(),
      /** True for larger sums: the consumers' hotline is named too. */
      hotline: z.boolean(),
    })
    .nullable(),
});
export type CustomerLane = z.output<typeof customerLaneSchema>;

export const evidenceFormats = ["pdf", "csv"] as const;
export type EvidenceFormat = (typeof evidenceFormats)[number];

/** What one row of an uploaded list says. */
export type ComplaintNote = {
  complaintNo: string;
  state: ComplaintState;
  outTradeNo: string | null;
  gatewayTradeNo: string | null;
  amountFen: number | null;
  text: string;
  phone: string | null;
  madeAt: Date;
  raw: Record<string, unknown>;
};
