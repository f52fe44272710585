import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { askedOf } from "./query.ts";

describe("what the address of the page asks", () => {
  test("is read in yuan from people and in fen from links", () => {
    expect(askedOf({ amount: "200.50", channel: "alipay" })).toMatchObject({ amountFen: 20_050, wrong: [], any: true });
    expect(askedOf({ amountFen: "600000" })).toMatchObject({ amountFen: 600_000, typed: { amount: "6000" } });
    for (const amount of ["２００．５０", "￥200.50", "200.50元", "1,000"]) {
      expect(askedOf({ amount })).toMatchObject({ amountFen: amount === "1,000" ? 100_000 : 20_050, wrong: [] });
    }
    expect(askedOf({})).toMatchObject({ any: false, wrong: [] });
    expect(askedOf({ sku: "x" })).toMatchObject({ sku: "x", any: true });
  });

  test("names what cannot be read, and gives it back to be mended", () => {
    for (const amount of ["0", "-1", "1.234", "abc", "1e9", "99999999999"]) {
      expect(askedOf({ amount })).toMatchObject({ amountFen: undefined, wrong: ["amount"], typed: { amount } });
    }
    expect(askedOf({ sku: "x".repeat(129) }).wrong).toEqual(["sku"]);
  });

  test("is something whatever stands there", () => {
    const value = fc.option(fc.oneof(fc.string(), fc.array(fc.string())), { nil: undefined });
    fc.assert(
      fc.property(fc.record({ amount: value, amountFen: value, channel: value, sku: value }), (query) => {
        const { amountFen } = askedOf(query);
        if (amountFen !== undefined) expect(Number.isInteger(amountFen) && amountFen > 0).toBe(true);
      }),
    );
  });
});
