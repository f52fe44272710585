import { z } from "zod";
import { causeCodes, chargeStates, claims } from "#server/diagnosis/schemas.ts";
import { dueStates, openTicketStatuses, ticketPriorities, ticketStatuses } from "../vocabulary.ts";

/** Somebody by their id, whoever looks (`me`), or nobody. */
const person = z.string().min(1).max(64);
export const ME = "me";
export const NOBODY = "none";

const several = <T extends z.ZodType>(one: T, max = 50) => z.array(one).min(1).max(max);
const word = z.string().trim().min(1).max(64);
const instant = z.iso.datetime({ offset: true });
const fen = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);

/** Members that a ticket's row does not answer by itself, but who is in its company: its followers, and whom notes called. */
export const companyMembers = ["followed", "called"] as const;

/** What a ticket may lack. */
export const lacks = ["channel", "order", "payment", "amount", "customer", "product", "tags"] as const;
export type Lack = (typeof lacks)[number];

/**
 * What a list holds: tickets that meet every member given; of several values of one member, any, and of `without` all. Each
 * is one that a row answers, or those in its company ({@link companyMembers}), so that a write can tell which lists it changes.
 */
export const viewFilterSchema = z
  .strictObject({
    status: several(z.enum(ticketStatuses)),
    /** Open or ended; short for the statuses. */
    open: z.boolean(),
    assignee: several(person),
    priority: several(z.enum(ticketPriorities)),
    queue: several(word),
    cause: several(z.enum(causeCodes), 100),
    claim: several(z.enum(claims)),
    charge: several(z.enum(chargeStates)),
    channel: several(word),
    /** How it stands with its nearest due time. */
    due: several(z.enum(dueStates)),
    /** Set aside. */
    asleep: z.boolean(),
    /** Money was taken and not credited. */
    stuck: z.boolean(),
    /** A message of the customer waits for an answer. */
    unanswered: z.boolean(),
    reopened: z.boolean(),
    escalated: z.boolean(),
    /** Amount at stake, in fen, both ends within; a ticket without one is in no range. */
    amountFrom: fen,
    amountTo: fen,
    /** From then on, and before then. */
    openedFrom: instant,
    openedTo: instant,
    updatedFrom: instant,
    updatedTo: instant,
    /** Last resolved then; what never was is in no range. */
    resolvedFrom: instant,
    resolvedTo: instant,
    closedFrom: instant,
    closedTo: instant,
    tags: several(z.string().trim().min(1).max(40), 20),
    /** A field that the desk defined, and what it says. */
    field: z.strictObject({ key: word, value: z.union([z.string().max(200), z.number(), z.boolean()]) }),
    orderNo: z.string().trim().min(1).max(128),
    paymentNo: z.string().trim().min(1).max(128),
    customerId: z.string().trim().min(1).max(128),
    /** What was bought, in the very words of the ticket. */
    product: z.string().trim().min(1).max(200),
    incidentId: word,
    /** How its customer rated the last solution. */
    rated: z.enum(["good", "bad"]),
    /** It has none of these. */
    without: several(z.enum(lacks)),
    /** Whoever looks follows it, or was called in a note. */
    followed: z.boolean(),
    called: z.boolean(),
  })
  .partial();
export type ViewFilter = z.output<typeof viewFilterSchema>;

/** True when what a list holds depends on who is in a ticket's company. */
export const asksCompany = (filter: ViewFilter): boolean => companyMembers.some((key) => filter[key] !== undefined);

/** True when what a list holds depends on who looks. */
export const isPersonal = (filter: ViewFilter): boolean =>
  asksCompany(filter) || (filter.assignee?.includes(ME) ?? false);

/**
 * The lists that every desk has. Promises do not sleep: tickets set aside leave the lists of work and stay in those of due times.
 */
export const builtInFilters = {
  open: { open: true, asleep: false },
  mine: { open: true, asleep: false, assignee: [ME] },
  unassigned: { open: true, asleep: false, assignee: [NOBODY] },
  at_risk: { open: true, due: ["at_risk"] },
  breached: { open: true, due: ["breached"] },
  charged_not_credited: { open: true, stuck: true },
  waiting: { status: ["waiting_customer", "waiting_upstream"] },
  resolved: { open: false },
  all: {},
} satisfies Record<string, ViewFilter>;

export const viewSorts = [
  ...(["due", "newest", "oldest", "amount", "amount_up", "priority"] as const),
  ...(["touched", "untouched", "unanswered"] as const),
  /** Those of one kind together, and of each the oldest first. */
  ...(["status", "assignee", "cause", "channel"] as const),
] as const;
export type ViewSort = (typeof viewSorts)[number];
/** The orders in which all tickets there ever were can be read; the others are of open ones. */
export const wholeSorts: readonly ViewSort[] = ["newest", "oldest", "touched", "untouched", "amount", "amount_up"];

/** True when a list can hold open tickets alone: it stays as small as the work that is open, so that it can be counted at once. */
export function isOpenOnly(filter: ViewFilter): boolean {
  if (filter.open === true) return true;
  return filter.status?.every((status) => (openTicketStatuses as readonly string[]).includes(status)) ?? false;
}

/** How somebody works at the desk. */
export const deskPreferencesSchema = z.strictObject({
  /** Single letters do things; off for speech input and for whoever presses them by mistake. */
  singleKeys: z.boolean().default(true),
});
export type DeskPreferences = z.output<typeof deskPreferencesSchema>;

export const viewNameSchema = z.string().trim().min(1).max(60);

export const saveViewSchema = z.strictObject({
  name: viewNameSchema,
  filter: viewFilterSchema,
  sort: z.enum(viewSorts).default("due"),
  /** For everybody at the desk; needs `desk:manage`. */
  shared: z.boolean().default(false),
  position: z.number().int().min(0).max(1_000).default(0),
  /** The version that a change is based on; none for a new one. */
  version: z.number().int().min(1).optional(),
});
export type SaveViewInput = z.input<typeof saveViewSchema>;

export const deskViewSchema = z.object({
  id: z.string(),
  name: z.string(),
  shared: z.boolean(),
  filter: viewFilterSchema,
  sort: z.enum(viewSorts),
  position: z.number().int(),
  /** Its number is kept with every write. While a new list is still being counted it is a count up to 500. */
  counted: z.boolean(),
  /** How many tickets it holds; with `more` at least so many: not all were looked at. */
  count: z.number().int(),
  more: z.boolean(),
  version: z.number().int(),
});
export type DeskView = z.output<typeof deskViewSchema>;

/** A list by its id, by what it shall hold, or one narrowed by the other. */
export const viewListSchema = z.strictObject({
  view: z.string().max(64).optional(),
  filter: viewFilterSchema.optional(),
  sort: z.enum(viewSorts).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
  cursor: z.string().max(500).optional(),
});
export type ViewListInput = z.input<typeof viewListSchema>;
