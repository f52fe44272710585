/** Takes secrets and people's contacts out of text that goes into a log: messages, stacks, what databases and mail servers said. */

/** Longer text is cut: nothing that anybody reads in a log is, and rules run over every character. */
const MAX_CHARS = 16_000;

const ROWS: readonly Rule[] = [
  // What drizzle and PostgreSQL repeat of a row: values of whatever it holds.
  [/(\bparams: )[\s\S]*?(?=\n\s+at |$)/g, "$1[left out]"],
  [
    /(Key \([^)]{1,500}\)=)\([\s\S]{0,4000}?\)(?= (?:already exists|is not present|is still referenced|conflicts)|$)/g,
    "$1([left out])",
  ],
  [/(Failing row contains )\([\s\S]*\)/g, "$1([left out])"],
  [/(invalid input (?:syntax|value) for [^:"]{1,80}: )"[\s\S]{0,4000}?"(?=\n|$)/g, '$1"[left out]"'],
  [/(\bfrom JSON|, )(?:\.{3})?"[\s\S]{0,200}?"(?:\.{3})?( is not valid JSON)/g, '$1"[left out]"$2'],
];

const SECRETS: readonly Rule[] = [
  [/-----BEGIN [A-Z0-9 ]{1,40}-----[\s\S]*?(?:-----END [A-Z0-9 ]{1,40}-----|$)/g, "[key]"],
  [/\beyJ[\w-]{8,}\.[\w-]{4,}(?:\.[\w-]*)?/g, "[token]"],
  [/\bwhsec_[\w+/=-]+/g, "[secret]"],
  [/\bdz_[A-Za-z0-9_-]{16,}/g, "[api key]"],
  [/\bdz_[a-z_.]{1,40}=[^;\s"']+/g, "[cookie]"],
  [/\b(Bearer|Basic) +[\w.~+/=-]{6,}/gi, "$1 [token]"],
  [/(:\/\/[^\s/@:"']{0,200}:)[^\s/@"']{1,500}(?=@)/g, "$1[password]"],
  // Links that open something: what stands behind a name that gives it away, and our own without one.
  [
    /([?&#;](?:k|t|key|token|code|state|secret|password|pass|sig|sign|signature|jwt|[a-z]+_(?:token|key|secret))=)[^&\s"'<>#]+/gi,
    "$1[secret]",
  ],
  [/(\/(?:go|notices)\/[\w-]{1,600}\.)[\w-]{8,}/g, "$1[secret]"],
  [/(\/staff\/[a-z-]{2,30}[/#])[\w-]{20,}/g, "$1[secret]"],
  [
    /(["'](?:[A-Za-z]*(?:[pP]assword|[sS]ecret|[tT]oken)|authorization|cookie)\\?["']\s*:\s*)\\?["'][^"']*["']?/g,
    '$1"[secret]"',
  ],
  // A setting of the environment with its value; a sentence about one has neither digits nor so long a word.
  [
    /(\b[A-Z][A-Z0-9_]{0,40}_(?:SECRET|PASSWORD|TOKEN|KEY)(?:_PREVIOUS)?\s{0,3}[:=]\s{0,3})(?=\S{0,200}\d|\S{16})[^\s"',;]{6,500}/g,
    "$1[secret]",
  ],
  [/(\b(?:password|passwd|secret|token)=)[^&\s"',;]+/gi, "$1[secret]"],
];

const DIGIT = "[0-9０-９]";
const PEOPLE: readonly Rule[] = [
  [/[\w.+-]{1,64}(?:@|＠|%40)[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}/g, "[email]"],
  [
    /(?<![\dA-Za-z])[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![\dA-Za-z])/g,
    "[id number]",
  ],
  [
    new RegExp(
      `(?<![0-9０-９.A-Za-z-])(?:(?:\\+|00)?86[ -]?)?[1１][3-9３-９]${DIGIT}[ -]?${DIGIT}{4}[ -]?${DIGIT}{4}(?!${DIGIT}|[A-Za-z])`,
      "g",
    ),
    "[phone]",
  ],
  [
    /(?<![\dA-Za-z.-])[2-6]\d{3}(?:[ -]?\d{4}){2,3}[ -]?\d{1,7}(?![\dA-Za-z-])/g,
    (text) => (isCard(text) ? "[card]" : text),
  ],
];

type Rule = readonly [RegExp, string | ((text: string) => string)];

/** Most of what is logged has nothing that a rule could take: one look says so. */
const SUSPICIOUS =
  /[@＠=#]|%40|\d{4}[ -]?\d{4}|[０-９]{4}|[bB]earer|[bB]asic|whsec_|dz_|eyJ|-----BEGIN|["']\s*:|params: |JSON|\(|\/(?:go|notices|staff)\/|: "|_(?:SECRET|PASSWORD|TOKEN|KEY)/;

/**
 * @param text whatever somebody wants to log
 * @returns it with words such as `[phone]` where a secret or a contact was; the same text when it is redacted again
 */
export function redactText(text: string): string {
  const short = text.length > MAX_CHARS ? `${text.slice(0, MAX_CHARS)}… [cut]` : text;
  if (!SUSPICIOUS.test(short)) return short;
  let left = short;
  for (const rules of [ROWS, SECRETS, PEOPLE]) {
    for (const [pattern, by] of rules) left = left.replace(pattern, by as string);
  }
  return left;
}

/** Luhn's sum, which nine of ten other numbers of that length do not have. */
function isCard(text: string): boolean {
  const digits = text.replaceAll(/\D/g, "");
  let sum = 0;
  for (let at = 0; at < digits.length; at++) {
    const digit = Number(digits[digits.length - 1 - at]);
    const weighed = at % 2 === 1 ? digit * 2 : digit;
    sum += weighed > 9 ? weighed - 9 : weighed;
  }
  return sum % 10 === 0;
}
