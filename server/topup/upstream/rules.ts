import { z } from "zod";
import { fenSchema } from "#server/core/money.ts";
import { tidy } from "../commands/rules.ts";
import { type UpstreamState, upstreamStates } from "./schemas.ts";

const MAX_NAME = 128;
const MAX_MESSAGE = 500;

/** What the platform says of an order's fulfilment. */
export type UpstreamWord = {
  state: UpstreamState;
  supplier: string | null;
  supplierRef: string | null;
  code: string | null;
  message: string | null;
  creditedFen: number | null;
  /** When that came about, if it says so. */
  at: Date | null;
};
/** What came of a question: a word, that the platform does not answer such questions, or why there is nothing. */
export type UpstreamAnswer = { word: UpstreamWord } | { notOffered: true } | { error: string };

const text = (max: number) =>
  z
    .union([z.string(), z.number()])
    .transform((value) => tidy(String(value), max) || null)
    .nullish()
    .transform((value) => value ?? null);
const answerSchema = z.object({
  state: z.enum(upstreamStates),
  supplier: text(MAX_NAME),
  supplierRef: text(MAX_NAME),
  code: text(MAX_NAME),
  message: text(MAX_MESSAGE),
  creditedFen: fenSchema.nullish().transform((value) => value ?? null),
  at: z.iso
    .datetime({ offset: true })
    .nullish()
    .transform((value) => (value ? new Date(value) : null)),
});

/** Statuses that say that there is no such address, and not that there is no such order. */
const notThere = [404, 405, 501];

/**
 * Understands an HTTP answer. A 404 with the code ORDER_NOT_FOUND is about the order; any other 404 is about the address. Pure.
 */
export function judgeUpstream(answer: { status: number; contentType: string; body: string }): UpstreamAnswer {
  const isJson = /^application\/([\w.+-]+\+)?json\b/i.test(answer.contentType.trim());
  const json = isJson ? parse(answer.body) : undefined;
  if (notThere.includes(answer.status)) {
    const unknown = z.object({ code: z.literal("ORDER_NOT_FOUND") }).safeParse(json).success;
    return unknown ? { error: "ORDER_NOT_FOUND" } : { notOffered: true };
  }
  if (answer.status < 200 || answer.status > 299) return { error: `HTTP_${answer.status}` };
  const read = answerSchema.safeParse(json);
  return read.success ? { word: read.data } : { error: "BAD_ANSWER" };
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined; // which no schema takes
  }
}

type Known = {
  supplier: string;
  supplierRef: string | null;
  state: string;
  creditedFen: number | null;
};
/** A word that is news, as the log of events takes it. */
export type UpstreamNews = UpstreamWord & { state: Exclude<UpstreamState, "none">; supplier: string };

/** What an order's fulfilment is filed under when the platform names no supplier. */
const NAMELESS = "upstream";

/**
 * What of a word is not known yet. What the platform told of by itself is not told again: its time is the true one, and waits are
 * counted from it. Pure.
 * @param known the fulfilments of the order as they are filed, oldest first
 */
export function newsOf(word: UpstreamWord, known: readonly Known[]): UpstreamNews | null {
  if (word.state === "none") return null;
  const supplier = word.supplier ?? known.at(-1)?.supplier ?? NAMELESS;
  const same = known.findLast(
    (row) =>
      row.supplier === supplier &&
      (word.supplierRef === null || row.supplierRef === null || row.supplierRef === word.supplierRef),
  );
  // Nothing takes a success back: a later "failed" must not open the way to a second delivery.
  if (same?.state === "succeeded") return null;
  if (same?.state === word.state && (word.creditedFen === null || word.creditedFen === same.creditedFen)) return null;
  return { ...word, state: word.state, supplier, supplierRef: word.supplierRef ?? same?.supplierRef ?? null };
}
