import type { ReadFieldName } from "../../schemas.ts";
import type { Candidate } from "./labelled.ts";
import { isLabel } from "./labels.ts";
import { type Cell, type Page, type Strip, stripOf } from "./layout.ts";
import { amountIn, type Found, mended, timeIn } from "./values.ts";

/**
 * Reads running text: bank messages, chats. Its lines break anywhere, also within a number, so they are read as one text.
 */
export function proseFields(page: Page, now: Date | undefined): Candidate[] {
  return paragraphsOf(page).flatMap((cells) => {
    const strip = stripOf(cells);
    return [
      amount(strip),
      time(strip, now),
      number(strip, "paymentNo", PAYMENT),
      number(strip, "orderNo", ORDER),
    ].flatMap((found) => found ?? []);
  });
}

/** Rows of one piece each that begin at the same edge and stand close. */
function paragraphsOf({ rows, lineHeight }: Page): Cell[][] {
  const paragraphs: Cell[][] = [];
  let before: Cell | undefined;
  for (const row of rows) {
    const [cell] = row;
    if (!cell || row.length > 1) {
      before = undefined;
      continue;
    }
    const follows =
      before &&
      Math.abs(before.place.x - cell.place.x) < 0.025 &&
      cell.place.y - (before.place.y + before.place.height) < 1.3 * lineHeight &&
      !isLabel(cell.text);
    if (follows) paragraphs.at(-1)?.push(cell);
    else paragraphs.push([cell]);
    before = cell;
  }
  return paragraphs.filter((cells) => cells.length > 1 || (cells[0]?.text.length ?? 0) > 20);
}

const field = (name: ReadFieldName, strip: Strip, found: Found<string | number>, trust: number): Candidate => ({
  name,
  value: found.value,
  raw: found.raw.slice(0, 200),
  confidence: strip.confidence * trust,
  source: "ocr",
  box: strip.boxOf(found.start, found.end),
});

const SPENT = /(?:扣款|支出|消费|支付|付款|转出|转账|充值|快捷|charged|debited|spent|paid)[^0-9]{0,24}$/i;
const NOT_SPENT = /(?:余额|可用|额度|限额|balance|available|limit)[^0-9]{0,12}$/i;

/** The sum spent; never the balance, which such messages also tell. */
function amount(strip: Strip): Candidate | undefined {
  const money = (match: string) => /[¥$元块]|RMB|CNY|yuan/i.test(match);
  const before = (index: number) => strip.text.slice(Math.max(0, index - 30), index);
  const plain = (match: string, index: number) =>
    !NOT_SPENT.test(before(index)) && (money(match) || /人民币$/.test(before(index)));
  const spent = amountIn(strip.text, (match, index) => plain(match, index) && SPENT.test(before(index)));
  if (spent) return lostPoint(strip, spent) ?? field("amountFen", strip, spent, 0.9);
  const some = amountIn(strip.text, plain);
  return some && (lostPoint(strip, some) ?? field("amountFen", strip, some, 0.7));
}

/** "200." at the end of a line and "00元" on the next: the point is easily lost there, and banks always tell the cents. */
function lostPoint(strip: Strip, found: Found<number>): Candidate | undefined {
  const cents =
    /(?<!\d)\d{3,}\s?[元块]?$/.test(found.raw) &&
    strip.breaks.some((at) => /^\d\d(?!\d)/.test(strip.text.slice(at, found.end)) && at > found.start);
  return cents ? field("amountFen", strip, { ...found, value: found.value / 100 }, 0.6) : undefined;
}

function time(strip: Strip, now: Date | undefined): Candidate | undefined {
  const found = timeIn(strip.text, now);
  return found && field("paidAt", strip, found, /^20\d\d/.test(found.raw) ? 0.85 : 0.7);
}

const TOKEN = "\\s?(?:是|为)?\\s?[:：#]?\\s?([A-Za-z0-9][A-Za-z0-9_-]{3,63})";
const PAYMENT = new RegExp(
  `(?:支付(?:订单|流水|单)?号|交易(?:订单|流水|单)?(?:编?号)|流水号|转账单号|(?:transaction|payment|trade)\\s?(?:no\\.?|number|id))${TOKEN}`,
  "i",
);
const ORDER = new RegExp(`(?:订单(?:编号|号码|号)|单号|order\\s?(?:no\\.?|number|id))${TOKEN}`, "i");

function number(strip: Strip, name: "paymentNo" | "orderNo", pattern: RegExp): Candidate | undefined {
  const match = pattern.exec(strip.text);
  const raw = match?.[1] ?? "";
  if (!match || raw.replace(/\D/g, "").length < 4) return undefined;
  const start = match.index + match[0].length - raw.length;
  return field(name, strip, { value: mended(raw), raw, start, end: start + raw.length }, 0.9);
}
