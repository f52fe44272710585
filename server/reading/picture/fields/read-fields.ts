import { type ReadField, type ReadFieldName, readFieldNames } from "../../schemas.ts";
import type { OcrLine } from "../lines.ts";
import { type Candidate, labelledFields } from "./labelled.ts";
import { isLabel } from "./labels.ts";
import { type Cell, layOut, type Page, stripOf } from "./layout.ts";
import { proseFields } from "./prose.ts";
import {
  amountIn,
  errorIn,
  type Found,
  isBareAmount,
  isGatewayNumber,
  isGatewayShape,
  mended,
  statusIn,
} from "./values.ts";

/** As many readings of one name as are worth showing. */
const MAX_PER_NAME = 3;

/**
 * What the lines of a bill, a message or a page of an app say. Pure; the best reading of each name comes first.
 * @param now for dates without a year
 */
export function fieldsOfLines(lines: readonly OcrLine[], now?: Date): ReadField[] {
  const page = layOut(lines);
  const candidates = [
    ...labelledFields(page, now),
    ...headline(page),
    ...statuses(page),
    ...errors(page),
    ...channel(page),
    ...proseFields(page, now),
    ...loose(page),
  ];
  return readFieldNames.flatMap((name) => best(candidates, name));
}

function best(candidates: readonly Candidate[], name: ReadFieldName): ReadField[] {
  const kept: Candidate[] = [];
  const known = ({ value }: Candidate) =>
    kept.some((other) => other.value === value || (isNumber(name) && String(other.value).includes(String(value))));
  for (const candidate of candidates
    .filter((one) => one.name === name)
    .toSorted((a, b) => b.confidence - a.confidence)) {
    // The first line of a long number, read alone, is no other number.
    if (!known(candidate) && kept.length < MAX_PER_NAME) kept.push(candidate);
  }
  return kept.map(({ label: _, ...field }) => ({ ...field, confidence: Math.round(field.confidence * 1_000) / 1_000 }));
}

const isNumber = (name: ReadFieldName) => name === "orderNo" || name === "paymentNo";

const field = (name: ReadFieldName, cell: Cell, found: Found<string | number>, trust: number): Candidate => ({
  name,
  value: found.value,
  raw: found.raw.slice(0, 200),
  confidence: cell.confidence * trust,
  source: "ocr",
  box: stripOf([cell]).boxOf(found.start, found.end),
});

/** The sum in large letters, and the name above it: so do payment apps print a bill. */
function headline(page: Page): Candidate[] {
  const sums = page.rows
    .flatMap((row) =>
      row.filter((cell) => isBareAmount(cell.text) && !row.some((other) => other !== cell && isLabel(other.text))),
    )
    .toSorted((a, b) => b.place.height - a.place.height);
  const [sum] = sums;
  const found = sum && amountIn(sum.text);
  if (!sum || !found) return [];
  const large = sum.place.height > 1.35 * page.lineHeight;
  const [name, ...others] = page.rows[sum.row - 1] ?? [];
  const centred = name && Math.abs(name.place.x + name.place.width / 2 - sum.place.x - sum.place.width / 2) < 0.06;
  const named =
    large &&
    name &&
    others.length === 0 &&
    centred &&
    /\p{L}{2}/u.test(name.text) &&
    !isLabel(name.text) &&
    !statusIn(name.text);
  const payee = named
    ? [field("payee", name, { value: name.text.slice(0, 60), raw: name.text, start: 0, end: name.text.length }, 0.5)]
    : [];
  return [field("amountFen", sum, found, large ? 0.95 : 0.6), ...payee];
}

/** Short lines that say what became of the payment; a sentence that merely mentions it is none. */
function statuses(page: Page): Candidate[] {
  return page.rows.flat().flatMap((cell) => {
    const short = cell.text.length <= (/\p{Script=Han}/u.test(cell.text) ? 12 : 28);
    const found = short ? statusIn(cell.text) : undefined;
    return found && !isLabel(cell.text) ? [field("status", cell, found, 0.9)] : [];
  });
}

function errors(page: Page): Candidate[] {
  return page.rows.flat().flatMap((cell) => {
    const found = errorIn(cell.text);
    if (!found) return [];
    // The whole short line says it better than the phrase within.
    const whole =
      cell.text.length <= 60 ? { value: cell.text, raw: cell.text, start: 0, end: cell.text.length } : found;
    return [field("errorText", cell, whole, 0.85)];
  });
}

const CHANNELS: readonly [string, RegExp][] = [
  ["alipay", /支付宝|alipay|余额宝|花呗/i],
  ["wechat", /微信|财付通|wechat|weixin|零钱/i],
  ["unionpay", /银联|云闪付|unionpay/i],
  ["qqpay", /QQ钱包|qq\s?pay/i],
];

function channel(page: Page): Candidate[] {
  const cells = page.rows.flat();
  return CHANNELS.flatMap(([value, pattern]) => {
    for (const cell of cells) {
      const match = pattern.exec(cell.text);
      if (match)
        return [
          field("channel", cell, { value, raw: match[0], start: match.index, end: match.index + match[0].length }, 0.8),
        ];
    }
    return [];
  });
}

/** Long numbers that no label explains. */
function loose(page: Page): Candidate[] {
  return page.rows.flat().flatMap((cell) =>
    [...cell.text.matchAll(/(?<![A-Za-z0-9_-])[A-Za-z0-9]{10,40}(?![A-Za-z0-9_-])/g)].flatMap((match) => {
      const token = mended(match[0]);
      const place = { raw: match[0], start: match.index, end: match.index + match[0].length, value: token };
      if (isGatewayShape(token)) return [field("paymentNo", cell, place, 0.75)];
      if (isGatewayNumber(token)) return [field("paymentNo", cell, place, 0.6)];
      return /^[A-Z]{1,4}20\d{6,24}$/.test(token) ? [field("orderNo", cell, place, 0.6)] : [];
    }),
  );
}
