import type { ReadField, ReadFieldName, ReadStatus } from "../schemas.ts";
import { type AmountRole, paidAmount, readAmounts } from "./amounts.ts";
import { type MishapsRead, readMishaps } from "./mishaps.ts";
import { readNumbers } from "./numbers.ts";
import { plain } from "./plain.ts";
import { readStatements } from "./statements.ts";
import { type PageRead, readChannel, readError, readPage, readPayee, readStatus } from "./states.ts";
import { readTimes, type WhenRead } from "./times.ts";

/** What was read out of a text. Everything is shown to the person to change; nothing is a fact. */
export type TextReading = MishapsRead & {
  orderNo?: string;
  paymentNo?: string;
  /** When more tokens could be numbers: all of them, likeliest first. For looking up only. */
  candidates?: string[];
  /** The sum that was most likely paid. */
  amountFen?: number;
  /** When several sums are named: each, and what it is said to be. */
  amounts?: { fen: number; role: AmountRole; raw: string }[];
  /** A channel's code as platforms name it. */
  channel?: string;
  payee?: string;
  /** RFC 3339, when the text names a date and a time. */
  paidAt?: string;
  /** How long ago it was paid, as the checklist asks it. */
  when?: WhenRead;
  /** What the text says about the debit. Absent when it says nothing, only asks or supposes, or contradicts itself. */
  debited?: "yes" | "twice" | "no";
  /** What the text says about the arrival. */
  arrived?: boolean;
  /** What the order's page is said to show. */
  page?: PageRead;
  /** What a pasted bill says became of the payment. */
  status?: ReadStatus;
  /** An error message, in the person's own words. */
  errorText?: string;
  /** The same as fields to show and confirm. */
  fields: ReadField[];
};

/**
 * Reads a text of any kind: a number, a story in Chinese or English, a pasted bill or text message. Takes time in proportion to
 * the text, of which only the first part is read, and never throws.
 * @param options.now what "yesterday" and a date without a year are measured from
 */
export function readText(text: string, options: { now?: Date } = {}): TextReading {
  const line = plain(text);
  const fields: ReadField[] = [];
  const add = (name: ReadFieldName, value: string | number, raw: string, confidence: number) => {
    const kept = typeof value === "string" ? value.slice(0, MAX_VALUE) : value;
    fields.push({ name, value: kept, raw: raw.slice(0, MAX_VALUE), confidence, source: "text", box: null });
  };
  const { found, rest } = readNumbers(line);
  for (const { value, raw, kind, confidence } of found) {
    add(kind === "order" ? "orderNo" : "paymentNo", value, raw, confidence);
  }
  const amounts = readAmounts(rest);
  const paid = paidAmount(amounts);
  if (paid) add("amountFen", paid.fen, paid.raw, paid.role === "paid" ? 0.9 : 0.6);
  const { paidAt, raw: time = "", when } = readTimes(rest, options.now);
  if (paidAt) add("paidAt", paidAt.toISOString(), time, 0.8);
  const channel = readChannel(rest);
  if (channel) add("channel", channel.channel, channel.raw, 0.8);
  const payee = readPayee(rest);
  if (payee !== undefined) add("payee", payee, payee, 0.8);
  const status = readStatus(rest);
  if (status) add("status", status.status, status.raw, 0.8);
  const errorText = readError(rest);
  if (errorText !== undefined) add("errorText", errorText, errorText, 0.7);
  const page = readPage(rest);
  return {
    ...numbersOf(found),
    ...(paid ? { amountFen: paid.fen } : {}),
    ...(amounts.length > 1 ? { amounts } : {}),
    ...(channel ? { channel: channel.channel } : {}),
    ...(payee === undefined ? {} : { payee }),
    ...(paidAt ? { paidAt: paidAt.toISOString() } : {}),
    ...(when ? { when } : {}),
    ...readStatements(rest),
    ...readMishaps(rest),
    ...(page ? { page } : {}),
    ...(status ? { status: status.status } : {}),
    ...(errorText === undefined ? {} : { errorText }),
    fields,
  };
}

const MAX_VALUE = 200;

function numbersOf(
  found: ReturnType<typeof readNumbers>["found"],
): Pick<TextReading, "orderNo" | "paymentNo" | "candidates"> {
  const orderNo = found.find(({ kind }) => kind === "order")?.value;
  const paymentNo = found.find(({ kind }) => kind === "payment")?.value;
  const chosen = [orderNo, paymentNo].filter((no) => no !== undefined);
  const candidates = [...new Set([...chosen, ...found.map(({ value }) => value)])];
  return {
    ...(orderNo === undefined ? {} : { orderNo }),
    ...(paymentNo === undefined ? {} : { paymentNo }),
    ...(candidates.length > chosen.length ? { candidates } : {}),
  };
}
