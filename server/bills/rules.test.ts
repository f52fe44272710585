import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type BillSum,
  dayOf,
  EDGE_MS,
  judgeLineDay,
  judgeNumber,
  judgeOurs,
  type Known,
  neighbourOf,
  patienceEndsAt,
  percentOf,
  rangeOf,
  readyAt,
  retryDelayMs,
  shiftDay,
} from "./rules.ts";

const sum = (more: Partial<BillSum> = {}): BillSum => ({
  ...{ outTradeNo: "P1", gatewayTradeNo: "G1", paidFen: 100, paidCount: 1, refundedFen: 0, paidAt: null },
  ...more,
});
const known = (more: Partial<Known> = {}): Known => ({
  ...{ orderNo: "O1", paidFen: 100, refundedFen: 0, billRefundedFen: 0, twice: null },
  ...more,
});
const kinds = (bill: BillSum, ours: Known) => judgeNumber("alipay", bill, ours).map(({ kind }) => kind);

describe("days in Shanghai", () => {
  test("begin at 16:00 UTC the day before", () => {
    expect(dayOf(new Date("2026-11-01T15:59:59.999Z"))).toBe("2026-11-01");
    expect(dayOf(new Date("2026-11-01T16:00:00Z"))).toBe("2026-11-02");
    expect(rangeOf("2026-11-02").from.toISOString()).toBe("2026-11-01T16:00:00.000Z");
    expect(readyAt("2026-11-01").toISOString()).toBe("2026-11-02T02:00:00.000Z");
  });

  test("an instant lies in the range of its own day and of no other", () => {
    const instant = fc.date({ min: new Date("2001-01-01"), max: new Date("2099-12-31"), noInvalidDate: true });
    fc.assert(
      fc.property(instant, fc.integer({ min: -3, max: 3 }), (at, n) => {
        const { from, to } = rangeOf(shiftDay(dayOf(at), n));
        expect(at >= from && at < to).toBe(n === 0);
        expect(judgeLineDay(shiftDay(dayOf(at), n), at)).toBe(n === 0 ? "on" : Math.abs(n) === 1 ? "beside" : "off");
      }),
    );
  });
});

describe("a payment number on a bill and in our records", () => {
  test("agrees, and says nothing", () => {
    expect(kinds(sum(), known())).toEqual([]);
    expect(kinds(sum({ refundedFen: 40 }), known({ refundedFen: 40, billRefundedFen: 40 }))).toEqual([]);
  });

  test.each([
    ["missing_here", sum(), known({ paidFen: null, orderNo: null })],
    ["amount_differs", sum({ paidFen: 99 }), known()],
    ["paid_twice", sum({ paidFen: 200, paidCount: 2 }), known()],
    ["paid_twice", sum(), known({ twice: { priceFen: 100, totalFen: 200 } })],
    ["refunded_there", sum({ refundedFen: 1 }), known({ billRefundedFen: 1 })],
  ])("%s", (kind, bill, ours) => {
    expect(kinds(bill, ours)).toEqual([kind]);
  });

  test("a line of a refund alone says nothing of the payment", () => {
    expect(
      kinds(sum({ paidCount: 0, paidFen: 0, refundedFen: 5 }), known({ paidFen: null, billRefundedFen: 5 })),
    ).toEqual(["refunded_there"]);
  });

  test("a later refund of the same payment is another trouble than the one before", () => {
    const about = (fen: number) =>
      judgeNumber("alipay", sum({ refundedFen: fen }), known({ billRefundedFen: fen }))[0]?.about;
    expect(about(10)).not.toBe(about(30));
  });

  test("the same number at two gateways is two troubles", () => {
    const of = (channel: string) => judgeNumber(channel, sum(), known({ paidFen: null }))[0]?.about;
    expect(of("a")).not.toBe(of("b"));
  });

  test("whenever sums and refunds agree there is nothing, and else there is something", () => {
    const fen = fc.integer({ min: 1, max: 5 });
    fc.assert(
      fc.property(fen, fen, fc.nat(3), fc.nat(3), (theirs, ours, refundThere, refundHere) => {
        const bill = sum({ paidFen: theirs, refundedFen: refundThere });
        const found = kinds(bill, known({ paidFen: ours, refundedFen: refundHere, billRefundedFen: refundThere }));
        expect(found.includes("amount_differs")).toBe(theirs !== ours);
        expect(found.includes("refunded_there")).toBe(refundThere > refundHere);
      }),
    );
  });
});

describe("a payment of ours that its day's bill does not have", () => {
  const day = "2026-11-01";
  const { from, to } = rangeOf(day);
  const noon = new Date(from.getTime() + 12 * 3_600_000);
  const late = new Date(to.getTime() - 1_000);
  const early = new Date(from.getTime() + 1_000);
  const now = new Date(to.getTime() + 12 * 3_600_000);
  const judge = (at: Date, read: string[], has: string[] = [], when = now) =>
    judgeOurs(at, { read: new Set(read), has: new Set(has) }, when);

  test("in the middle of the day is missing at once", () => {
    expect(judge(noon, [day])).toBe("missing");
    expect(neighbourOf(noon)).toBeNull();
  });
  test("near midnight waits for the bill beside it", () => {
    expect(judge(late, [day])).toBe("wait");
    expect(judge(late, [day, "2026-11-02"])).toBe("missing");
    expect(judge(late, [day, "2026-11-02"], ["2026-11-02"])).toBe("there");
    expect(judge(early, [day])).toBe("wait");
    expect(judge(early, [day, "2026-10-31"])).toBe("missing");
  });
  test("does not wait for ever", () => {
    expect(judge(late, [day], [], patienceEndsAt(day))).toBe("missing");
  });
  test("is not spoken of while the bill of its own day is not here", () => {
    expect(judge(noon, [])).toBe("unread");
    expect(judge(late, ["2026-11-02"])).toBe("unread");
  });
  test("is on whichever of the three bills has it", () => {
    for (const other of ["2026-10-31", day, "2026-11-02"]) expect(judge(noon, [day], [other])).toBe("there");
  });
  test("only what is within two hours of midnight has a neighbour", () => {
    expect(neighbourOf(new Date(from.getTime() + EDGE_MS))).toBeNull();
    expect(neighbourOf(new Date(to.getTime() - EDGE_MS))).toBe("2026-11-02");
    expect(neighbourOf(new Date(from.getTime() + EDGE_MS - 1))).toBe("2026-10-31");
  });
});

test("attempts come soon, then ever more rarely, and end", () => {
  const delays = Array.from({ length: 12 }, (_, n) => retryDelayMs(n + 1));
  const given = delays.filter((delay) => delay !== null);
  expect(given).toEqual([...given].sort((a, b) => a - b));
  expect(given.reduce((sum, delay) => sum + delay, 0)).toBeGreaterThan(48 * 3_600_000);
  expect(delays.at(-1)).toBeNull();
});

test("the percentage never goes back and ends at 100", () => {
  const base = { bytesTotal: 1_000, linesRead: 100, state: "running" as const };
  const steps = [
    percentOf({ ...base, phase: "reading", bytesRead: 0, compared: 0 }),
    percentOf({ ...base, phase: "reading", bytesRead: 500, compared: 0 }),
    percentOf({ ...base, phase: "reading", bytesRead: 1_000, compared: 0 }),
    percentOf({ ...base, phase: "matching", bytesRead: 1_000, compared: 50 }),
    percentOf({ ...base, phase: "matching", bytesRead: 1_000, compared: 100 }),
    percentOf({ ...base, phase: "checking", bytesRead: 1_000, compared: 100 }),
    percentOf({ ...base, state: "done", phase: "checking", bytesRead: 1_000, compared: 100 }),
  ];
  expect(steps).toEqual([0, 25, 50, 72, 95, 95, 100]);
  expect(percentOf({ ...base, bytesTotal: null, phase: "reading", bytesRead: 0, compared: 0 })).toBeNull();
});
