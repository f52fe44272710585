import type { Clause } from "./plain.ts";
import type { Said } from "./statements-zh.ts";

const NOT = String.raw`(?:\bnot\b|n['’]?t\b|\bnever\b|\bwithout\b|\bno\b)`;
const TAKEN = `(?:charged?|debited|deducted|billed|taken (?:out|from|off)|taken|withdrawn)`;
const DENIED = new RegExp(
  String.raw`${NOT}\s(?:(?:been|being|be|get|got|yet|actually|even|ever|really|have|has|had|any)\s){0,3}${TAKEN}|\bnothing (?:was|has been|got) (?:charged|debited|taken|deducted)\b|\bno (?:charges?|debits?|money (?:was |has been )?(?:taken|left|gone))\b|\bmoney (?:has|was|did)(?:n['’]?t| not) (?:been )?(?:left|leave|taken|gone|moved?)\b|\b(?:did|have|has)(?:n['’]?t| not) (?:paid|pay)\b|\bnever paid\b`,
  "gi",
);
const AFFIRMED = new RegExp(
  String.raw`\b(?:was|were|been|got|get|is|am|being|have|has|had|did get|why was i)\s(?:\w+ly\s|already\s|just\s|been\s|now\s)?${TAKEN}|\b(?:charged|debited|billed) (?:me|my|us|twice|the|\d)|\b(?:took|deducted|withdrew|debited) (?:the |my |my bank )?(?:money|\d|¥|rmb|funds|account)|\bmoney (?:is |was |has |went |has been )?(?:already )?(?:gone|taken|left|out|deducted)\b|\bi(?:['’]ve| have| already| just)?(?: already| just)? paid\b|\bpayment (?:was |has )?(?:successful|succeeded|went through|completed|gone through)\b|\b\d[\d.,]*\s?(?:yuan|rmb|cny|dollars)?\s(?:deducted|debited|withdrawn)\b|\bpaid (?:but|twice|¥|\d|with|by|via|for)`,
  "i",
);
const TWICE =
  /\b(?:charged|debited|billed|paid|deducted)(?: \w+){0,3} (?:twice|two times|three times|2 times|3 times|again)\b|\bdouble[- ]?(?:charged?|billed|payment|debit)|\btwo (?:charges|debits|payments)\b|\bcharged (?:me )?(?:2|3) times/i;
const NO_STATEMENT =
  /\b(?:if|whether|thought|think|believe|maybe|might|perhaps|afraid|worried|unsure|not sure|don['’]?t know|wonder(?:ing)?|suppose|assume|seems?|should i|could you|can you|please|mark|set|treat|consider|want to|trying to|tried to|about to|going to|how (?:do|can|to))\b/i;
const ASKED =
  /^\s*(?:and |so |but )?(?:was|were|have|has|did|do|does|am|is|will|would|should|could|can|may) (?:i|my|it|the|this|you|we)\b/i;
const DOUBLE = /\b(?:not (?:that|true|the case)|isn['’]?t (?:that|true))\b[^,.;]{0,30}/i;

const NOT_ARRIVED =
  /\bnot (?:yet )?(?:arrived?|received|credited|delivered|shown?|come|there)|\b(?:did|do|does|has|have|had|is|was|were)(?:n['’]?t| not| never) (?:\w+ )?(?:been )?(?:arrived?|received?|got|gotten|get(?! (?:charged|debited|billed|deducted|paid))|credited|delivered|show(?:n|ed)?(?: up)?|come|appear(?:ed)?)|\bnever (?:arrived?|received|got|came|showed|credited)|\bnothing (?:has )?(?:came|come|arrived|happened|received)|\bno (?:top-?up|credit|code|card|key|coins?|diamonds?)\b|\b(?:still )?(?:waiting for|missing)\b/i;
const ARRIVED =
  /\b(?:it|order|top-?up|credit|code|money) (?:has |have )?(?:now |finally |just )?(?:arrived|been credited|come through|came through)\b|\bi (?:have |did )?(?:now |finally )?(?:received|got) (?:it|the (?:code|top-?up|credit|coins|key))\b/i;

/** What one English clause says of the debit. */
export function debitInEnglish({ text, asked }: Clause): Said | undefined {
  if (NO_STATEMENT.test(text) || (asked && ASKED.test(text))) return undefined;
  const denied = [...text.matchAll(DENIED)].length > 0;
  if (denied && DOUBLE.test(text)) return "yes";
  const rest = text.replace(DENIED, " ");
  if (AFFIRMED.test(rest) || TWICE.test(rest)) {
    if (denied) return undefined;
    return TWICE.test(rest) ? "twice" : "yes";
  }
  if (!denied) return undefined;
  return /n['’]?t (?:been )?(?:charged|debited|billed) (?:twice|two times)/i.test(text) ? undefined : "no";
}

/** What one English clause says of the arrival. */
export function arrivalInEnglish({ text, asked }: Clause): boolean | undefined {
  if (NOT_ARRIVED.test(text)) return false;
  return !asked && !NO_STATEMENT.test(text) && ARRIVED.test(text) ? true : undefined;
}
