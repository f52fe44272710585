import { causeCodes, claims } from "#server/diagnosis/schemas.ts";
import { orderStatuses, productTypes } from "#server/orders/schemas.ts";
import { messageVisibilities, ticketPriorities, ticketStatuses } from "#server/tickets/schemas.ts";
import type { ImportKind, ProblemCode } from "./schemas.ts";

/** Pure: what the columns of each kind of file are called, and what their cells may say. */

export type Cell = string | number | Date | string[] | null;
export type Column = {
  required?: boolean;
  /** How else spreadsheets call it. */
  also?: readonly string[];
  /** @returns what the cell says, or what is wrong with it */
  read: (text: string) => { value: Cell } | { problem: ProblemCode };
};

const ok = (value: Cell) => ({ value });
const text =
  (max: number): Column["read"] =>
  (given) =>
    given.length > max ? { problem: "TOO_LONG" } : ok(given);
const oneOf =
  (words: readonly string[]): Column["read"] =>
  (given) =>
    words.includes(given) ? ok(given) : { problem: "NOT_ONE_OF" };

/** Yuan with up to two places behind the point, as fen. */
const yuan: Column["read"] = (given) => {
  const plain = given.normalize("NFKC").replaceAll(/[¥,\s]/g, "");
  if (!/^\d{1,9}(\.\d{1,2})?$/.test(plain)) return { problem: "NOT_A_NUMBER" };
  const [whole = "0", rest = ""] = plain.split(".");
  return ok(Number(whole) * 100 + Number(rest.padEnd(2, "0")));
};

/** RFC 3339, or what spreadsheets write, which is then Beijing time. */
const time: Column["read"] = (given) => {
  const [, y, mo, d, h = "0", mi = "0", s = "0"] =
    /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[ T](\d{1,2}):(\d{2})(?::(\d{2}))?)?$/.exec(given) ?? [];
  const two = (n: string | undefined) => (n ?? "0").padStart(2, "0");
  const iso = y ? `${y}-${two(mo)}-${two(d)}T${two(h)}:${two(mi)}:${two(s)}+08:00` : given;
  if (!/^\d{4}-\d{2}-\d{2}T[\d:.]+(Z|[+-]\d{2}:\d{2})$/.test(iso)) return { problem: "NOT_A_TIME" };
  const at = new Date(iso);
  const year = at.getUTCFullYear();
  return Number.isNaN(at.getTime()) || year < 2000 || year > 2100 ? { problem: "NOT_A_TIME" } : ok(at);
};

const tags: Column["read"] = (given) => {
  const list = [...new Set(given.split(/[;；|]/).map((tag) => tag.trim()))].filter((tag) => tag !== "");
  if (list.length > 15) return { problem: "TOO_MANY" };
  return list.some((tag) => tag.length > 40) ? { problem: "TOO_LONG" } : ok(list);
};

const key = { required: true, read: text(128) };
const required = (read: Column["read"], ...also: string[]): Column => ({ required: true, read, also });
const maybe = (read: Column["read"], ...also: string[]): Column => ({ read, also });

export const columnsOf: Record<ImportKind, Readonly<Record<string, Column>>> = {
  tickets: {
    external_id: { ...key, also: ["工单编号", "id"] },
    opened_at: required(time, "提交时间"),
    status: required(oneOf(ticketStatuses), "状态"),
    resolved_at: maybe(time, "解决时间"),
    priority: maybe(oneOf(ticketPriorities), "优先级"),
    cause: maybe(oneOf(causeCodes), "原因"),
    claim: maybe(oneOf(claims), "诉求"),
    order_no: maybe(text(128), "订单号"),
    customer_id: maybe(text(128), "用户编号"),
    amount: maybe(yuan, "金额"),
    product: maybe(text(200), "商品"),
    channel: maybe(text(63), "渠道"),
    payment_no: maybe(text(128), "支付单号"),
    target: maybe(text(200), "充值账号"),
    contact: maybe(text(320), "联系方式"),
    description: maybe(text(5_000), "描述"),
    tags: maybe(tags, "标签"),
    locale: maybe(oneOf(["zh-CN", "en"]), "语言"),
  },
  orders: {
    order_no: { ...key, also: ["订单号"] },
    customer_id: required(text(128), "用户编号"),
    created_at: required(time, "下单时间"),
    product_type: required(oneOf(productTypes), "商品类型"),
    product: required(text(200), "商品"),
    sku: required(text(128), "商品编号"),
    amount: required(yuan, "金额"),
    face_value: maybe(yuan, "面值"),
    target: required(text(200), "充值账号"),
    status: maybe(oneOf(orderStatuses), "状态"),
    payment_no: maybe(text(128), "支付单号"),
    channel: maybe(text(63), "渠道"),
    method: maybe(text(63), "支付方式"),
    gateway_trade_no: maybe(text(128), "渠道流水号"),
    paid_at: maybe(time, "支付时间"),
    credited_at: maybe(time, "到账时间"),
  },
  macros: {
    key: { ...key, also: ["编号"] },
    name_zh: required(text(60), "中文名称"),
    name_en: required(text(60), "英文名称"),
    body_zh: maybe(text(5_000), "中文内容"),
    body_en: maybe(text(5_000), "英文内容"),
    visibility: maybe(oneOf(messageVisibilities), "可见"),
    status: maybe(oneOf(ticketStatuses.filter((one) => one !== "new")), "状态"),
    priority: maybe(oneOf(ticketPriorities), "优先级"),
    cause: maybe(oneOf(causeCodes), "原因"),
    tags: maybe(tags, "标签"),
  },
};

/** The column that tells rows of a file apart, for ever. */
export const keyOfKind: Record<ImportKind, string> = { tickets: "external_id", orders: "order_no", macros: "key" };
