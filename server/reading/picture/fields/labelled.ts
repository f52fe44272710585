import type { ReadField } from "../../schemas.ts";
import { isLabel, type Label, labelAt } from "./labels.ts";
import { type Cell, overlapX, type Page, type Strip, stripOf, tailOf } from "./layout.ts";
import { amountIn, type Found, isGatewayShape, mended, numberIn, statusIn, timeIn } from "./values.ts";

/** A field with what decides between several of the same name. */
export type Candidate = ReadField & { label?: Label };

/** Everything that stands beside, behind or under a label. */
export function labelledFields(page: Page, now: Date | undefined): Candidate[] {
  const fields: Candidate[] = [];
  for (const [r, row] of page.rows.entries()) {
    for (const [c, cell] of row.entries()) {
      const at = labelAt(cell.text);
      if (!at) continue;
      const field = firstOf(placesOf(page, r, c, at.rest), at.label, now);
      if (field) fields.push(field);
    }
  }
  return sortNumbers(fields);
}

type Place = { cells: Cell[]; trust: number };

/** Where the value of a label may stand, likeliest first. */
function* placesOf(page: Page, r: number, c: number, rest: number): Generator<Place> {
  const row = page.rows[r] ?? [];
  const cell = row[c];
  if (!cell) return;
  if (rest < cell.text.length) yield { cells: continued(page, tailOf(cell, rest)), trust: 1 };
  const right = row[c + 1];
  if (right && !isLabel(right.text)) yield { cells: continued(page, right), trust: 1 };
  const below = page.rows[r + 1] ?? [];
  const under = below.find(
    (other) => overlapX(other.place, cell.place) > 0 || Math.abs(other.place.x - cell.place.x) < 0.02,
  );
  // A value under its label stands close, and the label has nothing beside it.
  if (!right && rest >= cell.text.length && under && !isLabel(under.text) && gap(cell, under) < 1.6 * page.lineHeight) {
    yield { cells: continued(page, under), trust: 0.95 };
  }
}

const gap = (above: Cell, below: Cell) => below.place.y - (above.place.y + above.place.height);

const MAX_CONTINUED = 2;

/** A number too long for its column goes on in the next row, which has no label and the same edge. */
function continued(page: Page, cell: Cell): Cell[] {
  const cells = [cell];
  if (!/[A-Za-z0-9]{12}$/.test(cell.text)) return cells;
  for (let r = cell.row + 1; r <= cell.row + MAX_CONTINUED; r++) {
    const row = page.rows[r] ?? [];
    const [next, ...others] = row.filter((other) => !isLabel(other.text));
    if (!next || others.length > 0 || row.length > 1 || !/^[A-Za-z0-9_-]{1,32}[.,·]?$/.test(next.text)) break;
    const last = cells.at(-1) ?? cell;
    const [a, b] = [last.place, next.place];
    const sameEdge = Math.abs(a.x - b.x) < 0.03 || Math.abs(a.x + a.width - b.x - b.width) < 0.03;
    if (!sameEdge || gap(last, next) > 1.2 * page.lineHeight) break;
    cells.push(next);
  }
  return cells;
}

function firstOf(places: Iterable<Place>, label: Label, now: Date | undefined): Candidate | undefined {
  for (const { cells, trust } of places) {
    const strip = stripOf(cells);
    const value = valueFor(strip.text, label, now);
    if (value) return candidate(label, strip, value, trust);
  }
  return undefined;
}

function valueFor(text: string, label: Label, now: Date | undefined): Found<string | number> | undefined {
  switch (label.name) {
    case "amountFen":
      return amountIn(text);
    case "paidAt":
      return timeIn(text, now);
    case "status":
      return statusIn(text);
    case "payee":
      return payeeIn(text);
    default:
      return numberIn(text);
  }
}

const MAX_PAYEE = 60;
function payeeIn(text: string): Found<string> | undefined {
  const name = text.replace(/[>›»\s]+$/, "").slice(0, MAX_PAYEE);
  const letters = name.replace(/[^\p{L}]/gu, "").length;
  return letters >= 2 && letters * 2 >= name.length
    ? { value: name, raw: name, start: 0, end: name.length }
    : undefined;
}

export function candidate(label: Label, strip: Strip, value: Found<string | number>, trust: number): Candidate {
  return {
    name: label.name,
    value: value.value,
    raw: value.raw.slice(0, 200),
    confidence:
      strip.confidence *
      label.rank *
      trust *
      (value.value === value.raw || typeof value.value === "number" || label.name !== "paymentNo" ? 1 : 0.8),
    source: "ocr",
    box: strip.boxOf(value.start, value.end),
    label,
  };
}

/**
 * "订单号" is the shop's number on its own pages and the gateway's on a gateway's bill, where the shop's is called
 * "商家订单号".
 */
function sortNumbers(fields: readonly Candidate[]): Candidate[] {
  const has = (number: Label["number"]) => fields.some((field) => field.label?.number === number);
  return fields.map((field) => {
    if (field.label?.number !== "order" || typeof field.value !== "string") return field;
    const token = mended(field.value);
    const gateways = !has("gateway") && (has("merchant") || isGatewayShape(token));
    return gateways ? { ...field, name: "paymentNo", value: token } : field;
  });
}
