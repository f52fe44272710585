import { chineseNumber, NUMERALS } from "./chinese-number.ts";

export type WhenRead = "just_now" | "today" | "earlier";
export type TimesRead = { paidAt?: Date; raw?: string; when?: WhenRead };

const CHINA_OFFSET_MS = 8 * 3_600_000;
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const JUST_NOW_MS = 15 * MINUTE_MS;

const FULL =
  /(20\d{2})[-/.年]\s?(\d{1,2})[-/.月]\s?(\d{1,2})日?\s?T?(上午|下午|晚上|凌晨|中午|早上)?\s?(\d{1,2})[:时点]\s?(\d{1,2})(?:[:分]\s?(\d{1,2}))?/;
const MONTH_DAY =
  /(?<![\d-/.])(\d{1,2})[-/月](\d{1,2})[日号]?\s?(上午|下午|晚上|凌晨|中午|早上)?\s?(\d{1,2})[:时点]\s?(\d{1,2})?(?:[:分]\s?(\d{1,2}))?(?!\d)/;
const DAY = String.raw`(今天|今日|今早|今晚|昨天|昨日|昨晚|昨夜|前天|前晚|大前天|\btoday\b|\byesterday\b|\btonight\b|\blast night\b|\bthis morning\b)`;
const PART = `(凌晨|清晨|早上|上午|中午|下午|傍晚|晚上|夜里|半夜)?`;
const RELATIVE = new RegExp(
  String.raw`${DAY}的?\s?${PART}\s?(?:at |around |大概|大约|差不多)?\s?(?:(\d{1,2}|[${NUMERALS}]{1,3})\s?(?:[:点时]\s?(\d{1,2}|半|[${NUMERALS}]{1,3})?|\s?(am|pm)\b))?`,
  "gi",
);
const PAYING = /付|支付|充|扣|转|买|下单|交|paid|pay|charge|top/i;
const JUST_NOW =
  /(?:刚刚|刚才|刚)(?:[^,。;!?\n]{0,8})(?:付|支付|充|扣|转|买|下单|交)|\b(?:i )?just (?:now )?(?:paid|topped)|\bpaid (?:just now|a moment ago)/i;
const SINCE = /(?:等|付|充|扣|过|过去|支付|下单|买|转)[^,。;!?\n]{0,8}$/;
/** How far words may stand from the time that they tell of. */
const NEAR = 14;
const AGO = new RegExp(
  String.raw`(\d{1,3}|半|[${NUMERALS}]{1,3}|a few|an?)\s?(?:多)?(?:个)?(半)?(分钟|小时|钟头|天|minutes?|mins?|hours?|days?)(?:左右|多)?\s?(之?前|以前|了|ago)`,
  "gi",
);

/**
 * Reads when it was paid.
 * @param line a plain text
 * @param now what "yesterday" and a date without a year are measured from; without it only full dates give a time
 */
export function readTimes(line: string, now?: Date): TimesRead {
  const full = FULL.exec(line);
  if (full) {
    const [raw = "", year, month, day, part, hour, minute, second] = full;
    return settle(instant([year, month, day], part, [hour, minute, second]), raw, now);
  }
  if (now) {
    const dated = MONTH_DAY.exec(line);
    const at = dated && latest(dated, now);
    if (dated && at) return settle(at, dated[0], now);
  }
  return relative(line, now);
}

function relative(line: string, now: Date | undefined): TimesRead {
  const named = [...line.matchAll(RELATIVE)];
  // Of several days the one that is told of the payment.
  const days = new Set(named.map((match) => dayBack(match[1] ?? "")));
  const told = named.find((match) => {
    const behind = match.index + match[0].length;
    return PAYING.test(line.slice(behind, behind + NEAR).split(/[,。;!?\n]/)[0] ?? "");
  });
  const chosen = days.size > 1 ? told : (named.find((match) => match[3] !== undefined) ?? named[0]);
  const justNow = JUST_NOW.test(line);
  if (chosen) {
    const back = dayBack(chosen[1] ?? "");
    const when: WhenRead = back > 0 ? "earlier" : justNow ? "just_now" : "today";
    const at = now && clockOf(chosen, now, back);
    return at ? settle(at, chosen[0].trim(), now) : { when };
  }
  if (named.length > 0) return {};
  if (justNow) return { when: "just_now" };
  return ago(line, now);
}

function ago(line: string, now: Date | undefined): TimesRead {
  for (const match of line.matchAll(AGO)) {
    const [, count = "", half, unit = "", tail] = match;
    // "Ten minutes already" tells of the payment only when it says of what.
    if (tail === "了" && !SINCE.test(line.slice(Math.max(0, match.index - NEAR), match.index))) continue;
    const number =
      count === "半"
        ? 0.5
        : /^an?$/i.test(count)
          ? 1
          : /few/i.test(count)
            ? 3
            : (chineseNumber(count) ?? Number(count));
    if (!Number.isFinite(number) || number <= 0) continue;
    const size = /分|min/i.test(unit) ? MINUTE_MS : /时|头|hour/i.test(unit) ? 60 * MINUTE_MS : DAY_MS;
    const passed = (number + (half ? 0.5 : 0)) * size;
    if (passed <= JUST_NOW_MS) return { when: "just_now" };
    if (size === DAY_MS) return { when: "earlier" };
    if (now) return { when: whenOf(new Date(now.getTime() - passed), now) };
    return { when: passed < DAY_MS / 2 ? "today" : "earlier" };
  }
  return {};
}

function dayBack(word: string): number {
  if (/大前/.test(word)) return 3;
  if (/前/.test(word)) return 2;
  return /昨|yesterday|last/i.test(word) ? 1 : 0;
}

/** The time of day of a named day; undefined when none is named. */
function clockOf([, day = "", part, hour, minute, half]: RegExpMatchArray, now: Date, back: number): Date | undefined {
  const hours = hour === undefined ? undefined : (chineseNumber(hour) ?? Number(hour));
  if (hours === undefined) return undefined;
  const minutes = minute === undefined ? 0 : minute === "半" ? 30 : (chineseNumber(minute) ?? Number(minute));
  const china = new Date(now.getTime() + CHINA_OFFSET_MS - back * DAY_MS);
  const date = [china.getUTCFullYear(), china.getUTCMonth() + 1, china.getUTCDate()].map(String);
  const late = half?.toLowerCase() === "pm" ? "下午" : (part ?? (/晚|夜|night/i.test(day) ? "晚上" : undefined));
  return instant(date, late, [String(hours), String(minutes), "0"]);
}

/** The latest such day that is not to come. */
function latest([, month, day, part, hour, minute, second]: RegExpExecArray, now: Date): Date | undefined {
  const year = new Date(now.getTime() + CHINA_OFFSET_MS).getUTCFullYear();
  return [year, year - 1]
    .map((one) => instant([String(one), month, day], part, [hour, minute, second]))
    .find((at) => at !== undefined && at.getTime() <= now.getTime() + JUST_NOW_MS);
}

type Part = string | undefined;

/** Date and time in China's time. */
function instant(date: Part[], part: Part, time: Part[]): Date | undefined {
  const [year = 0, month = 0, day = 0] = date.map((value) => Number(value ?? 0));
  const [given = 0, minute = 0, second = 0] = time.map((value) => Number(value ?? 0));
  const hour = part && /下午|晚|傍晚|夜/.test(part) && given >= 1 && given < 12 ? given + 12 : given;
  const valid = month >= 1 && month <= 12 && day >= 1 && day <= 31 && hour < 24 && minute < 60 && second < 60;
  const at = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
  return valid && at.getUTCDate() === day ? new Date(at.getTime() - CHINA_OFFSET_MS) : undefined;
}

function settle(at: Date | undefined, raw: string, now: Date | undefined): TimesRead {
  if (!at || (now && at.getTime() > now.getTime() + JUST_NOW_MS)) return {};
  return { paidAt: at, raw: raw.slice(0, 60), ...(now ? { when: whenOf(at, now) } : {}) };
}

function whenOf(at: Date, now: Date): WhenRead {
  if (now.getTime() - at.getTime() <= JUST_NOW_MS) return "just_now";
  const dayOf = (date: Date) => Math.floor((date.getTime() + CHINA_OFFSET_MS) / DAY_MS);
  return dayOf(at) === dayOf(now) ? "today" : "earlier";
}
