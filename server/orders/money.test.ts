import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { creditedFen } from "./money.ts";

type Of = Parameters<typeof creditedFen>[0];
const at = (minute: number) => new Date(Date.UTC(2026, 10, 2, 0, minute));
const known = (part: Partial<Record<keyof Of, unknown>>): Of =>
  ({ order: { platformCreditedFen: 0 }, credits: [], ledgerCredits: [], fulfilments: [], ...part }) as Of;
const own = (amountFen: number, minute: number | null = 10) => ({
  ...{ reference: `own-${amountFen}`, amountFen, commandedAt: minute === null ? null : at(minute) },
});
const delivered = (fen: number, minute: number) => ({ creditedFen: fen, decidedAt: at(minute) });

describe("what was credited", () => {
  test("counts our own credit once, however the platform tells of it", () => {
    const echo = { reference: "own-20000", amountFen: 20_000 };
    const named = { reference: "SHOP-7", amountFen: 20_000 };
    for (const told of [
      {},
      { credits: [echo] },
      { credits: [echo, named] },
      { fulfilments: [delivered(20_000, 12)] },
    ]) {
      const found = creditedFen(known({ ledgerCredits: [{ ...own(20_000), also: ["SHOP-7"] }], ...told }));
      expect(found).toEqual({ platform: 0, ours: 20_000, total: 20_000 });
    }
  });

  test("beside ours counts what the platform did before, also where its delivery says the whole sum afterwards", () => {
    const found = creditedFen(known({ ledgerCredits: [own(5_000)], fulfilments: [delivered(20_000, 12)] }));
    expect(found).toEqual({ platform: 15_000, ours: 5_000, total: 20_000 });
  });

  test("is too much where the platform delivers again what we credited", () => {
    const again = [delivered(20_000, 12), delivered(20_000, 30)];
    expect(creditedFen(known({ ledgerCredits: [own(20_000)], fulfilments: again })).total).toBe(40_000);
  });

  test("is never less than ours, nor than what the platform delivered or posted in all", () => {
    const fen = fc.constantFrom(0, 1, 5_000, 20_000);
    const ledger = fc.array(fc.tuple(fen, fc.option(fc.constantFrom(5, 10))), { maxLength: 3 });
    const rows = fc.array(fc.tuple(fen, fc.constantFrom(1, 7, 12)), { maxLength: 3 });
    fc.assert(
      fc.property(ledger, rows, (credits, deliveries) => {
        const found = creditedFen(
          known({
            ledgerCredits: credits.map(([amount, minute]) => own(amount, minute)),
            fulfilments: deliveries.map(([amount, minute]) => delivered(amount, minute)),
          }),
        );
        const sum = (all: readonly (readonly [number, unknown])[]) => all.reduce((total, [n]) => total + n, 0);
        expect(found.ours).toBe(sum(credits));
        expect(found.total).toBe(found.ours + found.platform);
        expect(found.total).toBeGreaterThanOrEqual(Math.max(sum(credits), sum(deliveries)));
        expect(found.total).toBeLessThanOrEqual(sum(credits) + sum(deliveries));
      }),
    );
  });
});
