import type { QuestionRule } from "../pack/schema.ts";
import type { AnswerValue } from "../schemas.ts";

/**
 * The person behind a scenario: what they would answer, by what a question means. What is absent they do not know, and say so.
 * Some are wrong.
 */
export type Person = {
  /** Whether the bill shows the money gone. */
  debited?: "yes" | "twice" | "no";
  /** What the order's page says. */
  page?: "awaiting" | "processing" | "review" | "closed" | "failed" | "done" | "no_order";
  /** A notice about the account or a check. */
  notice?: "none" | "frozen" | "verify" | "risk" | "review";
  /** The error's words as they read them, or "none". */
  error?: string;
  /** Whether account, number or server were typed in right. */
  target?: "yes" | "no";
  when?: "just_now" | "today" | "earlier";
  /** What arrived, if anything. */
  arrived?: "yes" | "no" | "part" | "other";
  /** Whether it is the product that they wanted. */
  product?: "right" | "wrong";
  /** Whether the sum is the one that they meant to pay. */
  amount?: "right" | "wrong";
  /** What became of a coupon or an offer, if there was one. */
  coupon?: "none" | "used" | "refused";
  /** A code by SMS or a look into the camera that was asked for: passed, stopped at, or never asked. */
  check?: "passed" | "stopped" | "none";
  /** Whether they ordered several times. */
  orders?: "one" | "several";
  /** Where they paid: in the shop's own app or site, or by a link or code from elsewhere. */
  link?: "official" | "other";
  /** Whether the bank itself (by SMS or statement) shows a debit. */
  bank?: "yes" | "no";
  /** Whether the payment password is locked after wrong tries. */
  locked?: "yes" | "no";
  /** What they paid with. */
  method?: "ordinary" | "credit" | "foreign" | "browser";
  /** Whether they were logged out on the way. */
  session?: "in" | "out";
};
export type Meaning = keyof Person;

/** Which meaning a question of the pack asks for, and how its values are called there. */
const asks: Readonly<Record<string, { meaning: Meaning; values?: Readonly<Record<string, string>> }>> = {
  debited: { meaning: "debited" },
  page: { meaning: "page" },
  notice: { meaning: "notice" },
  error_text: { meaning: "error" },
  order_right: { meaning: "target" },
  when: { meaning: "when" },
  bank_sms: { meaning: "bank" },
  entry: { meaning: "link", values: { official: "ours", other: "link" } },
};

/** The questions of a pack that no person of the corpus could answer: each must be given a meaning. */
export const unmapped = (questions: readonly QuestionRule[]): string[] =>
  questions.map(({ id }) => id).filter((id) => !Object.hasOwn(asks, id));

/** Who read no message out still knows what stood in the way, and picks it where it is offered. */
function sawInstead({ locked, method, coupon, check }: Person): string | undefined {
  if (locked === "yes") return "locked";
  if (method === "credit" || method === "browser") return "unsupported";
  if (check === "stopped") return "challenge";
  return coupon === "refused" ? "coupon" : undefined;
}

/** One look at the order: what of it is wrong, if anything is. */
function orderRight({ target, product, amount }: Person): string {
  if (target === "no") return "account";
  if (product === "wrong") return "product";
  if (amount === "wrong") return "amount";
  return target === "yes" || product === "right" || amount === "right" ? "right" : "unsure";
}

/**
 * What the person answers.
 * @returns one of the question's options, or words where it takes words; "unsure" when they do not know or no option fits
 */
export function answerOf(person: Person, question: QuestionRule): AnswerValue {
  const asked = asks[question.id];
  if (!asked) return "unsure";
  if (question.id === "order_right") return orderRight(person);
  const words = question.id === "error_text";
  const said = person[asked.meaning];
  const truth = words && (said === undefined || said === "none") ? (sawInstead(person) ?? said) : said;
  if (truth === undefined) return "unsure";
  const value = asked.values?.[truth] ?? truth;
  const offered = question.options.some((option) => option.value === value);
  return offered || words ? value : "unsure";
}
