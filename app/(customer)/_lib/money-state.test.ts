import { expect, test } from "vitest";
import { moneyStateOf } from "./money-state.ts";

const kind = (paidFen: number, creditedFen = 0, refundedFen = 0) =>
  moneyStateOf({ paidFen, creditedFen, refundedFen }, "confirmed")?.kind;

test("says where the money is by what was paid, credited and given back", () => {
  expect([kind(20_000), kind(20_000, 20_000), kind(20_000, 0, 20_000)]).toEqual(["waiting", "credited", "refunded"]);
  expect([kind(20_000, 5_000), kind(20_000, 0, 1), kind(20_000, 5_000, 15_000)]).toEqual(["part", "part", "settled"]);
  // More is credited than paid where there was a discount.
  expect(kind(18_000, 20_000)).toBe("credited");
});

test("says that nothing was charged only where that is known", () => {
  const nothing = { paidFen: 0, creditedFen: 0, refundedFen: 0 };
  expect(moneyStateOf(nothing, "none")?.kind).toBe("none");
  for (const charge of ["possible", "confirmed"] as const) expect(moneyStateOf(nothing, charge)).toBeUndefined();
  expect(moneyStateOf(undefined, "none")).toBeUndefined();
});
