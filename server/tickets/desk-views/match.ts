import type { TicketRow } from "../access.ts";
import { isOpen } from "../rules.ts";
import { type Lack, ME, NOBODY, type ViewFilter } from "./schemas.ts";

/** What a list asks of a row. Pure, and the same as `where.ts` asks of the database: a property test holds the two together. */
export type MatchRow = Pick<
  TicketRow,
  | ("status" | "assigneeId" | "priority" | "queue" | "causeCode" | "claim" | "chargeState" | "channel" | "dueState")
  | ("asleep" | "moneyStuck" | "unansweredSince" | "reopenCount" | "escalatedAt" | "amountKey" | "openedAt")
  | ("updatedAt" | "tags" | "fields" | "orderNo" | "customerId" | "incidentId" | "resolvedAt" | "productName")
  | ("id" | "paymentNo" | "closedAt" | "ratedGood")
>;

/** Who follows a ticket, and who was called in its notes: ids of staff. */
export type Company = { followers: ReadonlySet<string>; called: ReadonlySet<string> };
export const noCompany: Company = { followers: new Set(), called: new Set() };

type Test = (row: MatchRow, company: Company) => boolean;

const oneOf =
  (values: readonly string[], of: (row: MatchRow) => string | null): Test =>
  (row) => {
    const value = of(row);
    return value !== null && values.includes(value);
  };

const flag =
  (wanted: boolean, of: (row: MatchRow) => boolean): Test =>
  (row) =>
    of(row) === wanted;

/** One test a member of a filter. @param me who looks; undefined for nobody in particular, whose `me` holds nothing */
const tests: { [K in keyof ViewFilter]-?: (value: NonNullable<ViewFilter[K]>, me: string | undefined) => Test } = {
  status: (values) => oneOf(values, (row) => row.status),
  open: (wanted) => flag(wanted, (row) => isOpen(row.status)),
  assignee: (values, me) => {
    const people = new Set(values.map((value) => (value === ME ? me : value)).filter((value) => value !== NOBODY));
    const nobody = values.includes(NOBODY);
    return ({ assigneeId }) => (assigneeId === null ? nobody : people.has(assigneeId));
  },
  priority: (values) => oneOf(values, (row) => row.priority),
  queue: (values) => oneOf(values, (row) => row.queue),
  cause: (values) => oneOf(values, (row) => row.causeCode),
  claim: (values) => oneOf(values, (row) => row.claim),
  charge: (values) => oneOf(values, (row) => row.chargeState),
  channel: (values) => oneOf(values, (row) => row.channel),
  due: (values) => oneOf(values, (row) => row.dueState),
  asleep: (wanted) => flag(wanted, (row) => row.asleep),
  stuck: (wanted) => flag(wanted, (row) => row.moneyStuck),
  unanswered: (wanted) => flag(wanted, (row) => row.unansweredSince !== null),
  reopened: (wanted) => flag(wanted, (row) => row.reopenCount > 0),
  escalated: (wanted) => flag(wanted, (row) => row.escalatedAt !== null),
  amountFrom: (from) => (row) => row.amountKey >= from,
  amountTo: (to) => (row) => row.amountKey >= 0 && row.amountKey <= to,
  openedFrom: (from) => (row) => row.openedAt.getTime() >= Date.parse(from),
  openedTo: (to) => (row) => row.openedAt.getTime() < Date.parse(to),
  updatedFrom: (from) => (row) => row.updatedAt.getTime() >= Date.parse(from),
  updatedTo: (to) => (row) => row.updatedAt.getTime() < Date.parse(to),
  resolvedFrom: (from) => (row) => row.resolvedAt !== null && row.resolvedAt.getTime() >= Date.parse(from),
  resolvedTo: (to) => (row) => row.resolvedAt !== null && row.resolvedAt.getTime() < Date.parse(to),
  closedFrom: (from) => (row) => row.closedAt !== null && row.closedAt.getTime() >= Date.parse(from),
  closedTo: (to) => (row) => row.closedAt !== null && row.closedAt.getTime() < Date.parse(to),
  tags: (values) => (row) => row.tags.some((tag) => values.includes(tag)),
  field:
    ({ key, value }) =>
    (row) =>
      row.fields !== null && Object.hasOwn(row.fields, key) && row.fields[key] === value,
  orderNo: (value) => (row) => row.orderNo === value,
  paymentNo: (value) => (row) => row.paymentNo === value,
  customerId: (value) => (row) => row.customerId === value,
  product: (value) => (row) => row.productName === value,
  incidentId: (value) => (row) => row.incidentId === value,
  rated: (wanted) => (row) => row.ratedGood === (wanted === "good"),
  without: (values) => (row) => values.every((lack) => lacking[lack](row)),
  followed: (wanted, me) => (_row, company) => company.followers.has(me ?? "") === wanted,
  called: (wanted, me) => (_row, company) => company.called.has(me ?? "") === wanted,
};

const lacking: Record<Lack, (row: MatchRow) => boolean> = {
  channel: (row) => row.channel === null,
  order: (row) => row.orderNo === null,
  payment: (row) => row.paymentNo === null,
  amount: (row) => row.amountKey < 0,
  customer: (row) => row.customerId === null,
  product: (row) => row.productName === null,
  tags: (row) => row.tags.length === 0,
};

/** @returns whether a list holds a row, made once for many rows */
export function matcher(filter: ViewFilter, me: string | undefined): Test {
  const all = (Object.keys(tests) as (keyof ViewFilter)[]).flatMap((key) => {
    const value = filter[key];
    return value === undefined ? [] : [tests[key](value as never, me)];
  });
  return (row, company) => all.every((test) => test(row, company));
}
