import type { CauseCode, CauseStage } from "#server/diagnosis/schemas.ts";
import type { ArticleText } from "./schemas.ts";

/** Pure: articles of causes, what may be said in them, and how they are found. */

export const slugOf = (code: CauseCode): string => code.toLowerCase().replaceAll("_", "-");

type Said = { title: string; happened: string; money: string; now: string; by: string };
const heads = {
  "zh-CN": { happened: "发生了什么", money: "钱在哪里", now: "现在怎么做", by: "多久有结果" },
  en: { happened: "What happened", money: "Where the money is", now: "What to do now", by: "By when" },
} as const;

/** A cause's words in the checklist as an article. */
export function textOfCause(said: Said, locale: "zh-CN" | "en"): { title: string; body: string } {
  const parts = (["happened", "money", "now", "by"] as const).map((key) => `## ${heads[locale][key]}\n${said[key]}`);
  return { title: said.title, body: parts.join("\n\n") };
}

/** Of these causes alone an article may speak of paying, and only where it speaks of what was charged as well. */
const PAYING: readonly CauseStage[] = ["account", "input", "payment", "policy"];

const PAY_ZH = /(?:再|重新|重复|另)(?:次|行|外)?(?:支付|付款|付一|付钱|下单|充值)/g;
const NOT_ZH = /(?:不要|不可|不能|不必|不用|无需|请勿|切勿|别|勿|避免|禁止|先不)[^。；\n]{0,8}$/;
const PAY_EN = /\b(?:pay|order|top up|buy) (?:it )?(?:again|anew|once more|a second time)\b|\bnew payment\b/gi;
const CHARGED_ZH = /扣款|扣钱|扣费|扣了|被扣|没扣/;
const CHARGED_EN = /\b(?:charged?|taken|debited|deducted)\b/i;
const NOT_EN = /\b(?:not|never|without|no need to|don['’]t|instead of)\b[^.;\n]{0,20}$/i;

/**
 * Whether a text would have somebody pay again who may have paid already. Saying not to is what it should say.
 * @returns the words that do, or undefined
 */
export function unsafeWords(text: ArticleText, stage: CauseStage | null): string | undefined {
  const may = stage !== null && PAYING.includes(stage);
  const zh = may && CHARGED_ZH.test(text["zh-CN"].body) ? undefined : found(text["zh-CN"], PAY_ZH, NOT_ZH);
  return zh ?? (may && CHARGED_EN.test(text.en.body) ? undefined : found(text.en, PAY_EN, NOT_EN));
}

function found({ title, body }: { title: string; body: string }, pay: RegExp, not: RegExp): string | undefined {
  const all = `${title}\n${body}`;
  for (const match of all.matchAll(pay)) if (!not.test(all.slice(0, match.index))) return match[0];
  return undefined;
}

const normalise = (text: string): string => text.normalize("NFKC").toLowerCase();

/** Whether, and how well, an article holds all words of a question: in its title before in its body; 0 for not. */
export function rankOf({ title, body }: { title: string; body: string }, q: string): number {
  const terms = [...new Set(normalise(q).split(/\s+/).filter(Boolean))];
  if (terms.length === 0) return 1;
  const head = normalise(title);
  const all = `${head}\n${normalise(body)}`;
  if (!terms.every((term) => all.includes(term))) return 0;
  return 1 + terms.filter((term) => head.includes(term)).length;
}

const MAX_SUMMARY = 80;
const LEAD = 20;
/** The first sentence that is no heading; or, of what somebody looks for, the first that holds one of their words. */
export function summaryOf(body: string, q = ""): string {
  const lines = body
    .split("\n")
    .filter((one) => one.trim() !== "" && !one.startsWith("## "))
    .map((line) => line.replace(/^- /, "").trim());
  const terms = normalise(q).split(/\s+/).filter(Boolean);
  const at = (line: string) => Math.max(-1, ...terms.map((term) => normalise(line).indexOf(term)));
  const line = lines.find((one) => at(one) >= 0) ?? lines[0] ?? "";
  const from = Math.max(0, at(line) - LEAD);
  // Letters are narrower than characters, and words are not cut in two.
  const spaced = !/\p{Script=Han}/u.test(line);
  const most = from + (spaced ? 2 * MAX_SUMMARY : MAX_SUMMARY);
  const cut = line.slice(from, most).toWellFormed();
  const more = line.length > most;
  return `${from > 0 ? "…" : ""}${more && spaced ? cut.replace(/\s+\S*$/, "") : cut}${more ? "…" : ""}`;
}
