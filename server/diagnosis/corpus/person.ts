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
  /** Whether a coupon or an offer was used. */
  coupon?: "yes" | "no";
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
  target_ok: { meaning: "target" },
  when: { meaning: "when" },
  arrived: { meaning: "arrived" },
  product_ok: { meaning: "product", values: { right: "yes", wrong: "no" } },
  amount_ok: { meaning: "amount", values: { right: "yes", wrong: "no" } },
  coupon: { meaning: "coupon" },
  check_step: { meaning: "check" },
  several_orders: { meaning: "orders", values: { one: "no", several: "yes" } },
  official_link: { meaning: "link", values: { official: "yes", other: "no" } },
  bank_debit: { meaning: "bank" },
  password_locked: { meaning: "locked" },
  pay_method: { meaning: "method" },
  logged_out: { meaning: "session", values: { in: "no", out: "yes" } },
};

/** The questions of a pack that no person of the corpus could answer: each must be given a meaning. */
export const unmapped = (questions: readonly QuestionRule[]): string[] =>
  questions.map(({ id }) => id).filter((id) => !Object.hasOwn(asks, id));

/**
 * What the person answers.
 * @returns one of the question's options, or words where it takes words; "unsure" when they do not know or no option fits
 */
export function answerOf(person: Person, question: QuestionRule): AnswerValue {
  const asked = asks[question.id];
  if (!asked) return "unsure";
  const truth = person[asked.meaning];
  if (truth === undefined) return "unsure";
  const value = asked.values?.[truth] ?? truth;
  const offered = question.options.some((option) => option.value === value);
  return offered || question.id === "error_text" ? value : "unsure";
}
