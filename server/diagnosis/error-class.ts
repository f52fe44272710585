import { classOfCode, type ErrorClass, isVague, type Place } from "./codes.ts";
import { orderPatterns, type Pattern, payPatterns, supplierPatterns } from "./error-words.ts";

/** Sorting an error's code or words into the classes that the rules know. Pure. */

export { errorClasses } from "./codes.ts";

/** Words that look like codes within a message. Short numbers are codes only where they stand as the code. */
const CODE_LIKE = /[A-Za-z][A-Za-z0-9_.-]{5,79}/g;
/** WeChat's numbers, also where they end a Request-Id. */
const WECHAT_NUMBER = /(?<!\d)268\d{6}(?!\d)/g;
/** The member of a supplier's answer that carries its number. */
const MEMBER = /(?:sta|state|status)\s*[=:_ ]\s*-?\d{1,2}(?!\d)/gi;

const gatewayReads: Partial<Record<ErrorClass, ErrorClass>> = {
  // A gateway speaks of its own payer, never of an account here.
  account: "risk",
};
const DELIVERY_FAILED = /(充值|发货|兑换|提货)失败|(top-?up|recharge|delivery) failed/i;
const FROZEN_PAYER = /冻结|frozen/i;

/** That nobody knows how it ended, in so many words. */
const RESULT_UNKNOWN =
  /(结果|状态).{0,4}(未知|不明|不确定|未确定|待确认|待查)|未知(的)?(结果|状态)|未(收到|返回)(结果|应答|响应)|(result|state|status|outcome)( is| was)? (unknown|uncertain|unclear|undetermined)|(unknown|uncertain|undetermined) (result|state|status|outcome)/i;
/** The request never came to the supplier, or was turned away at its door. */
const NEVER_TAKEN =
  /connect(ion|ing)?[ _-]?(attempt )?(timed?[ _-]?out|timeout|refused|fail)|econnrefused|enotfound|e(host|net)unreach|unreachable|\bdns\b|连接(超时|失败|被拒|不上)|(无法|不能|未能)连接|(^|\D)503(\D|$)|unavailable|不可用|maintenance|维护|\bbusy|繁忙|限流|rate.?limit|too many requests/i;

/**
 * Whether a supplier's "failed" leaves open what it did: it may have delivered and its answer got lost on the way.
 * @param error the class of what it said, where it is known
 */
export function isUnsaid(text: string, code: string | null, error?: ErrorClass): boolean {
  const words = `${code ?? ""} ${text}`.slice(0, MAX_CHARS).replaceAll("_", " ");
  return RESULT_UNKNOWN.test(words) || (error === "supplier_down" && !NEVER_TAKEN.test(words));
}

const first = (patterns: readonly Pattern[], words: string): ErrorClass | undefined =>
  patterns.find(([, pattern]) => pattern.test(words))?.[0];

const MAX_CHARS = 2_000;
/** What every message says, whatever is the matter. */
const TRY_LATER = /请?稍后(再试|重试)?|(please )?(try|retry) (again )?later/gi;

/**
 * Sorts an error into a class.
 * @param text the message, a code, or both
 * @param code the code where it is known to be one
 * @param where who said it: the same number or words mean other things elsewhere
 * @param supplier the supplier's name, where one said it
 * @returns a class of {@link errorClasses}; `other` when nothing fits
 */
export function errorClass(
  text: string,
  code: string | null = null,
  where: Place = "gateway",
  supplier = "",
): ErrorClass {
  const line = `${code ?? ""} ${text}`.slice(0, MAX_CHARS);
  const members = where === "supplier" ? (line.match(MEMBER) ?? []) : [];
  const said = [
    code ?? text.slice(0, MAX_CHARS),
    ...members,
    ...(line.match(CODE_LIKE) ?? []),
    ...(line.match(WECHAT_NUMBER) ?? []),
  ];
  const known = said.map((one) => classOfCode(one, where, supplier)).find((name) => name !== undefined);
  const words = line.replaceAll("_", " ");
  const byWords = wordClass(words, text, where);
  if (known !== undefined && isVague(known)) return wordClass(text.replace(TRY_LATER, ""), text, where) ?? known;
  return narrowed(known, byWords, words) ?? byWords ?? "other";
}

function wordClass(words: string, text: string, where: Place): ErrorClass | undefined {
  if (where === "supplier")
    return first([["stock", /^\s*(很|非常|十分)?抱歉/], ...supplierPatterns], text) ?? supplierClass(words);
  if (where === "order") return first(orderPatterns, words) ?? first(payPatterns, words);
  const found = where === "person" && DELIVERY_FAILED.test(words) ? "failed" : first(payPatterns, words);
  if (where !== "gateway" || found === undefined) return found;
  return found === "account" && FROZEN_PAYER.test(words) ? "card" : (gatewayReads[found] ?? found);
}

/** A supplier's words: its own matters, else the account that was to be topped up; anything else is just a failure. */
function supplierClass(words: string): ErrorClass | undefined {
  const own = first(supplierPatterns, words);
  if (own !== undefined) return own;
  const found = first(payPatterns, words);
  if (found === "target" || found === "account") return "target";
  return found === "funds" ? "supplier_funds" : undefined;
}

/** A code that means two things is told by the message beside it. */
function narrowed(
  known: ErrorClass | undefined,
  byWords: ErrorClass | undefined,
  words: string,
): ErrorClass | undefined {
  if (known === undefined || byWords === undefined) return known;
  if (byWords === "policy" && (known === "config" || known === "risk")) return "policy";
  if (known === "card" && byWords === "card" && /异常|风险|risk|abnormal/i.test(words)) return "risk";
  return known === "card" && byWords === "risk" ? "risk" : known;
}
