import type { ReadField, ReadSource, ReadState } from "#server/reading/schemas.ts";

/** What the page of readings asks about, in its order. */
export const confirmedFields = [
  "orderNo",
  "paymentNo",
  "amountFen",
  "paidAt",
  "payee",
  "channel",
  "errorText",
] as const;
export type ConfirmedField = (typeof confirmedFields)[number];

/** What the run says already: from the start's text, or as it was confirmed last. */
export type GivenValues = Partial<Record<ConfirmedField, string | number>> & { proof?: boolean | undefined };
export type PictureRead = { id: string; name: string; status: ReadState | null; fields: ReadField[] };

/** One reading of a field: where it was read and, for a picture, whether there is a part of it to show. */
export type Choice = {
  /** As the form holds it: yuan, local time, or the text itself. */
  value: string;
  source: ReadSource | "given";
  /** `crop` names the part of the picture in the address of its image; null where no part is known. */
  picture: { id: string; name: string; crop: string | null } | null;
};
export type FieldView = {
  name: ConfirmedField;
  /** What stands in the field: the likeliest reading. */
  value: string;
  /** The readings to pick from; more than one only when they differ. */
  choices: Choice[];
};
export type Readings = {
  fields: FieldView[];
  /** Further numbers of payments that were read: both a shop's and a gateway's stand on one bill. */
  candidates: string[];
  /** Whether a picture or bill says that it was paid. */
  paid: boolean;
};

type Weighed = Choice & { confidence: number; number: string };

/** Fields that are shown even when nothing was read for them. */
const ALWAYS: readonly ConfirmedField[] = ["orderNo", "paymentNo", "amountFen"];
const MAX_CANDIDATES = 5;
/** Of one field no more readings than these are worth reading. */
const MAX_CHOICES = 4;
/** Of one picture the best reading of a field counts; for payments there may be two numbers, both right. */
const PER_PICTURE: Partial<Record<ConfirmedField, number>> = { paymentNo: 3 };

/**
 * Joins what was read from the text and from pictures to one form: the likeliest value of each field, and where readings differ all
 * of them, to pick from. Pure.
 */
export function joinReadings(
  given: GivenValues,
  text: readonly ReadField[],
  pictures: readonly PictureRead[],
): Readings {
  const candidates: string[] = [];
  const fields = confirmedFields.flatMap((name) => {
    const all = weigh(name, given, text, pictures);
    const [best] = all;
    if (name === "paymentNo" && best) {
      for (const { number, value } of all) {
        if (number !== best.number && !alike(number, best.number)) candidates.push(value);
      }
    }
    const rivals = all.filter((one) => name !== "paymentNo" || one === best || alike(one.number, best?.number ?? ""));
    const choices = rivals.slice(0, MAX_CHOICES).map(({ value, source, picture }) => ({ value, source, picture }));
    return best || ALWAYS.includes(name) ? [{ name, value: best?.value ?? "", choices }] : [];
  });
  const status = [...pictures.flatMap((picture) => picture.fields), ...text].find((field) => field.name === "status");
  return { fields, candidates: candidates.slice(0, MAX_CANDIDATES), paid: given.proof ?? status?.value === "paid" };
}

/** Every different reading of a field, best first: what was confirmed, then by how sure it is. */
function weigh(
  name: ConfirmedField,
  given: GivenValues,
  text: readonly ReadField[],
  pictures: readonly PictureRead[],
): Weighed[] {
  const said = given[name];
  const all: Weighed[] = [
    ...(said === undefined ? [] : [weighed(name, said, "given", null, 2)]),
    ...of(text, name).map((field) => weighed(name, field.value, "text", null, field.confidence)),
    ...pictures.flatMap(({ id, name: file, fields }) =>
      of(fields, name)
        .slice(0, PER_PICTURE[name] ?? 1)
        .map((field) =>
          weighed(name, field.value, field.source, { id, name: file, crop: cropOf(field) }, field.confidence),
        ),
    ),
  ];
  const best = new Map<string, Weighed>();
  for (const one of all.toSorted((a, b) => b.confidence - a.confidence)) {
    const same = best.get(one.number);
    if (!same) best.set(one.number, one);
    // The same value in text and picture: the picture is there to compare with.
    else if (!same.picture && one.picture) best.set(one.number, { ...one, confidence: same.confidence });
  }
  return [...best.values()];
}

function cropOf({ box }: ReadField): string | null {
  if (!box) return null;
  return `box=${[box.x, box.y, box.width, box.height].map((part) => part.toFixed(6)).join(",")}`;
}

const of = (fields: readonly ReadField[], name: ConfirmedField) => fields.filter((field) => field.name === name);

function weighed(
  name: ConfirmedField,
  value: string | number,
  source: Choice["source"],
  picture: Choice["picture"],
  confidence: number,
): Weighed {
  const shown = toForm(name, value);
  return { value: shown, number: shown.replace(/[\s-]/g, "").toLowerCase(), source, picture, confidence };
}

/** Two spellings of one number, of which one was misread: as long, and mostly the same. */
function alike(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  const same = [...a].filter((character, at) => character === b[at]).length;
  return same >= Math.max(a.length, b.length) * 0.6;
}

const CHINA_OFFSET_MS = 8 * 3_600_000;

/** A value as its field in the form holds it. Times are Beijing's, as on bills. */
export function toForm(name: ConfirmedField, value: string | number): string {
  if (name === "amountFen") return (Number(value) / 100).toFixed(2);
  if (name !== "paidAt") return String(value);
  const at = new Date(String(value));
  return Number.isNaN(at.getTime()) ? "" : new Date(at.getTime() + CHINA_OFFSET_MS).toISOString().slice(0, 16);
}

const NUMBER = /^[\w.-]{1,128}$/;

/** An order or payment number as typed or pasted, full-width or in groups; undefined when it is none. */
export function numberOf(typed: string): string | undefined {
  const bare = typed.normalize("NFKC").replace(/\s/g, "");
  return NUMBER.test(bare) ? bare : undefined;
}

/** Yuan as typed, in fen; undefined when it is no sum. */
export function fenOf(typed: string): number | undefined {
  const plain = typed.normalize("NFKC").replaceAll(",", "").trim();
  const match = /^¥?\s*(\d{1,7})(?:\.(\d{1,2}))?\s*(?:元|yuan)?$/i.exec(plain);
  const fen = match ? Number(match[1]) * 100 + Number((match[2] ?? "").padEnd(2, "0")) : 0;
  return fen > 0 && fen <= 100_000_000 ? fen : undefined;
}

/** A local time as the browser's field gives it, which has no zone; people here live in Beijing time. */
export function timeOf(typed: string, now: Date): Date | undefined {
  const at = new Date(`${typed.slice(0, 16)}:00+08:00`);
  return Number.isNaN(at.getTime()) || at > now ? undefined : at;
}
