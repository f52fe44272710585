import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type ReadField, readStatuses } from "#server/reading/schemas.ts";
import {
  alteredAmount,
  compareProof,
  isElsewhere,
  overallOf,
  ownView,
  type RecordedPayment,
  type Records,
} from "./proof-rules.ts";
import { type ProofCheck, proofFieldNames } from "./schemas.ts";

const GATEWAY_NO = "2024051022001412341234567890";
const payment = (more: Partial<RecordedPayment> = {}): RecordedPayment => ({
  outTradeNo: "P20240510001",
  gatewayTradeNo: GATEWAY_NO,
  amountFen: 20_000,
  amountBy: "gateway",
  paidAt: new Date("2024-05-10T06:32:08.000Z"),
  paidAtBy: "gateway",
  status: "paid",
  statusBy: "gateway",
  ...more,
});
const records = (...payments: RecordedPayment[]): Records => ({ orderNo: "CM20240510001", payments });
const read = (name: ReadField["name"], value: string | number, confidence = 0.95): ReadField => ({
  name,
  value,
  raw: String(value),
  confidence,
  source: "ocr",
  box: { x: 0.1, y: 0.1, width: 0.2, height: 0.05 },
});
const bill = [
  read("paymentNo", GATEWAY_NO),
  read("orderNo", "CM20240510001"),
  read("amountFen", 20_000),
  read("paidAt", "2024-05-10T06:32:00.000Z"),
  read("payee", "星河网络科技有限公司"),
  read("status", "paid"),
];
const verdicts = (fields: readonly ReadField[], of: Records | undefined) =>
  Object.fromEntries(compareProof(fields, of).map(({ name, verdict }) => [name, verdict]));
const reasons = (fields: readonly ReadField[], of: Records | undefined) =>
  Object.fromEntries(compareProof(fields, of).map(({ name, reason }) => [name, reason]));

describe("a bill beside the records", () => {
  test("that agrees is green in all that the records know", () => {
    expect(verdicts(bill, records(payment()))).toEqual({
      paymentNo: "match",
      orderNo: "match",
      amountFen: "match",
      paidAt: "match",
      payee: "unknown",
      status: "match",
    });
    expect(overallOf(compareProof(bill, records(payment())))).toBe("agrees");
  });

  test("says which field differs, and by whose word", () => {
    const altered = bill.map((field) => (field.name === "amountFen" ? read("amountFen", 200_000) : field));
    const amount = compareProof(altered, records(payment())).find(({ name }) => name === "amountFen");
    expect(amount).toMatchObject({ said: 200_000, record: 20_000, source: "gateway", verdict: "mismatch", crop: true });
    expect(overallOf(compareProof(altered, records(payment())))).toBe("differs");
    expect(alteredAmount(altered, records(payment()))).toBe(true);
    expect(alteredAmount(bill, records(payment()))).toBe(false);
  });

  test("compares numbers however they are written", () => {
    const spaced = [read("paymentNo", "2024-0510-2200-1412-3412-3456-7890")];
    expect(verdicts(spaced, records(payment())).paymentNo).toBe("match");
  });

  test("knows the shop's own payment number as well as the gateway's and the order's", () => {
    for (const number of ["P20240510001", GATEWAY_NO, "CM20240510001"]) {
      expect(verdicts([read("orderNo", number)], records(payment())).orderNo).toBe("match");
    }
    expect(verdicts([read("orderNo", "KM999999")], records(payment())).orderNo).toBe("mismatch");
  });

  test("takes the payment whose number it has, of several", () => {
    const second = payment({ outTradeNo: "P2", gatewayTradeNo: "2024051022009999999999999999", amountFen: 5_000 });
    const of = records(second, payment());
    expect(verdicts(bill, of).amountFen).toBe("match");
    // Without a number, of several payments none is meant.
    expect(reasons([read("amountFen", 20_000)], of).amountFen).toBe("no_record");
    // With a number that is none of theirs, neither.
    expect(reasons([read("paymentNo", "2024051022000000000000000000"), read("amountFen", 1)], of)).toMatchObject({
      paymentNo: "different",
      amountFen: "no_record",
    });
  });

  test("is the only payment's when it has no number", () => {
    expect(verdicts([read("amountFen", 20_000)], records(payment())).amountFen).toBe("match");
  });

  test("is not called different by a gateway that gave no number yet", () => {
    const asked = records(payment({ gatewayTradeNo: null, amountBy: "platform" }));
    expect(reasons([read("paymentNo", GATEWAY_NO)], asked).paymentNo).toBe("no_record");
  });

  test("allows some minutes between clocks, and no more", () => {
    const at = (iso: string) => verdicts([read("paidAt", iso)], records(payment())).paidAt;
    expect(at("2024-05-10T06:36:00.000Z")).toBe("match");
    expect(at("2024-05-10T06:40:00.000Z")).toBe("mismatch");
  });

  test("is red about a payment that the gateway does not have as paid", () => {
    expect(verdicts([read("status", "paid")], records(payment({ status: "unpaid" }))).status).toBe("mismatch");
    expect(verdicts([read("status", "paid")], records(payment({ status: "refunded" }))).status).toBe("match");
    expect(reasons([read("status", "paid")], records(payment({ status: null }))).status).toBe("no_record");
  });

  test("that was read badly differs in nothing", () => {
    expect(reasons([read("amountFen", 1, 0.6)], records(payment())).amountFen).toBe("unsure");
    expect(alteredAmount([read("paymentNo", GATEWAY_NO), read("amountFen", 1, 0.6)], records(payment()))).toBe(false);
  });

  test("is grey where nothing was read or nothing is known", () => {
    expect(new Set(Object.values(reasons([], records(payment()))))).toEqual(new Set(["not_read"]));
    expect(new Set(Object.values(reasons(bill, undefined)))).toEqual(new Set(["no_record"]));
    expect(overallOf(compareProof([], records(payment())))).toBe("unclear");
  });
});

test("an amount that only the platform knows is no altered one", () => {
  const fields = [read("paymentNo", GATEWAY_NO), read("amountFen", 1)];
  expect(alteredAmount(fields, records(payment({ amountBy: "platform" })))).toBe(false);
});

test("whatever is read, every field has a verdict, and green means equal", () => {
  const values = {
    paymentNo: fc.constantFrom(GATEWAY_NO, "P20240510001", "X1"),
    orderNo: fc.constantFrom("CM20240510001", "Y2"),
    amountFen: fc.constantFrom(20_000, 1),
    paidAt: fc.constantFrom("2024-05-10T06:32:00.000Z", "2020-01-01T00:00:00.000Z"),
    payee: fc.constant("somebody"),
    status: fc.constantFrom(...readStatuses),
  };
  const field = fc
    .constantFrom(...proofFieldNames)
    .chain((name) =>
      fc
        .tuple(values[name] as fc.Arbitrary<string | number>, fc.double({ min: 0, max: 1, noNaN: true }))
        .map(([value, confidence]) => read(name, value, confidence)),
    );
  fc.assert(
    fc.property(fc.array(field, { maxLength: 12 }), fc.boolean(), (fields, known) => {
      const compared = compareProof(fields, known ? records(payment()) : undefined);
      expect(compared.map(({ name }) => name)).toEqual([...proofFieldNames]);
      for (const one of compared) {
        expect(one.verdict === "match").toBe(one.reason === "same");
        if (one.verdict !== "unknown") expect(one.said).not.toBeNull();
        if (!known) expect(one.verdict).toBe("unknown");
      }
    }),
  );
});

describe("a proof on two tickets", () => {
  const mine = { number: "TK1", orderNo: "O1", customerId: "C1", diagnosisId: "d1" };
  test.each([
    ["the same ticket", mine, false],
    ["another ticket of the same order and person", { ...mine, number: "TK2", diagnosisId: "d2" }, false],
    ["another order of the same person", { ...mine, number: "TK2", diagnosisId: "d2", orderNo: "O2" }, true],
    ["another person", { number: "TK2", diagnosisId: "d2", orderNo: "O1", customerId: "C2" }, true],
    ["somebody who named no order", { number: "TK2", diagnosisId: "d2", orderNo: null, customerId: null }, true],
    ["the same run", { number: "TK2", diagnosisId: "d1", orderNo: null, customerId: null }, false],
  ])("%s", (_name, other, elsewhere) => {
    expect(isElsewhere(mine, other)).toBe(elsewhere);
  });
});

test("customers see nothing of records, other tickets, or orders that are not proven theirs", () => {
  const check: ProofCheck = {
    attachmentId: "a",
    state: "read",
    overall: "differs",
    orderNo: "CM20240510001",
    fields: compareProof(bill, records(payment({ amountFen: 77_777 }))),
    flags: [{ kind: "same_picture", tickets: [{ number: "TK-OTHER", orderNo: "O-OTHER" }], orderNo: null }],
  };
  const own = ownView(check, true);
  expect(own.fields.find(({ name }) => name === "amountFen")).toEqual({
    name: "amountFen",
    said: 20_000,
    verdict: "mismatch",
  });
  expect(JSON.stringify(own)).not.toMatch(/77777|TK-OTHER|O-OTHER|record|flags/);
  const strangers = ownView(check, false);
  expect(strangers.overall).toBe("unclear");
  expect(strangers.fields.every(({ verdict }) => verdict === "unknown")).toBe(true);
});
