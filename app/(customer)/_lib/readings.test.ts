import { expect, test } from "vitest";
import type { ReadField } from "#server/reading/schemas.ts";
import { fenOf, joinReadings, numberOf, timeOf, toForm } from "./readings.ts";

const field = (name: ReadField["name"], value: string | number, over: Partial<ReadField> = {}): ReadField => ({
  name,
  value,
  raw: String(value),
  confidence: 0.9,
  source: "ocr",
  box: { x: 0, y: 0, width: 0.5, height: 0.1 },
  ...over,
});
const text = (name: ReadField["name"], value: string | number) =>
  field(name, value, { source: "text", box: null, confidence: 0.8 });
const picture = (fields: ReadField[], id = "a1") => ({ id, name: `${id}.png`, status: "read" as const, fields });
const valuesOf = (readings: ReturnType<typeof joinReadings>) =>
  Object.fromEntries(readings.fields.map(({ name, value, choices }) => [name, [value, choices.length]]));

const GATEWAYS = "2026112322001499990001754321";

test("without anything read the numbers and the sum can still be filled in", () => {
  const readings = joinReadings({}, [], [{ id: "a1", name: "a", status: "off", fields: [] }]);
  expect(valuesOf(readings)).toEqual({ orderNo: ["", 0], paymentNo: ["", 0], amountFen: ["", 0] });
  expect(readings).toMatchObject({ candidates: [], paid: false });
});

test("what text and picture agree on is one reading, with the picture beside it", () => {
  const readings = joinReadings({ orderNo: "CM1" }, [text("orderNo", "CM1")], [picture([field("orderNo", "cm-1")])]);
  expect(readings.fields[0]).toEqual({
    name: "orderNo",
    value: "cm-1",
    choices: [
      {
        value: "cm-1",
        source: "ocr",
        picture: { id: "a1", name: "a1.png", crop: "box=0.000000,0.000000,0.500000,0.100000" },
      },
    ],
  });
});

test("where readings differ all are there to pick from, the surest first", () => {
  const readings = joinReadings(
    {},
    [text("amountFen", 20_000)],
    [picture([field("amountFen", 9_850)]), picture([field("amountFen", 20_000, { confidence: 0.5 })], "b2")],
  );
  const amount = readings.fields.find(({ name }) => name === "amountFen");
  expect(amount?.value).toBe("98.50");
  expect(amount?.choices.map(({ value, picture: from }) => [value, from?.id])).toEqual([
    ["98.50", "a1"],
    ["200.00", "b2"],
  ]);
});

test("a shop's and a gateway's number on one bill are both right; two spellings of one are to pick from", () => {
  const bill = picture([field("paymentNo", GATEWAYS, { confidence: 0.95 }), field("paymentNo", "PAY20261123880011")]);
  const both = joinReadings({}, [], [bill]);
  expect(valuesOf(both).paymentNo).toEqual([GATEWAYS, 1]);
  expect(both.candidates).toEqual(["PAY20261123880011"]);
  const misread = joinReadings({}, [text("paymentNo", GATEWAYS.replace("4321", "4327"))], [bill]);
  expect(valuesOf(misread).paymentNo).toEqual([GATEWAYS, 2]);
});

test("what was confirmed before stands first", () => {
  const readings = joinReadings({ orderNo: "CM2", proof: true }, [text("orderNo", "CM1")], []);
  expect(valuesOf(readings).orderNo).toEqual(["CM2", 2]);
  expect(readings.paid).toBe(true);
});

test("a code's number counts without a part of the picture to show", () => {
  const [order] = joinReadings({}, [], [picture([field("orderNo", "CM3", { source: "code", box: null })])]).fields;
  expect(order?.choices).toEqual([{ value: "CM3", source: "code", picture: { id: "a1", name: "a1.png", crop: null } }]);
});

test("a bill that says it was paid says so", () => {
  expect(joinReadings({}, [], [picture([field("status", "paid")])]).paid).toBe(true);
  expect(joinReadings({}, [], [picture([field("status", "closed")])]).paid).toBe(false);
});

test("sums and times go into the form and come back", () => {
  expect(fenOf(toForm("amountFen", 19_950))).toBe(19_950);
  const now = new Date("2026-11-24T00:00:00Z");
  expect(timeOf(toForm("paidAt", "2026-11-23T05:05:00.000Z"), now)?.toISOString()).toBe("2026-11-23T05:05:00.000Z");
  expect([fenOf("1,288.5"), fenOf("0"), fenOf("-5"), fenOf("abc"), fenOf("99999999")]).toEqual([128_850, ...Array(4)]);
  expect([timeOf("x", now), timeOf("2027-01-01T00:00", now)]).toEqual([undefined, undefined]);
});

test("numbers and sums are taken as people type them on a phone: full-width, in groups, with a unit", () => {
  expect(numberOf("ＣＭ２０２４０５１０００１")).toBe("CM20240510001");
  expect(numberOf(" 4200 0018 4420 2405 1012 3456 7890 ")).toBe("4200001844202405101234567890");
  expect([numberOf("what?"), numberOf("什么"), numberOf(" "), numberOf("1".repeat(129))]).toEqual(Array(4));
  expect([fenOf("２００．５０"), fenOf("￥２００"), fenOf("１，２８８元"), fenOf("200 元")]).toEqual([
    20_050, 20_000, 128_800, 20_000,
  ]);
});
