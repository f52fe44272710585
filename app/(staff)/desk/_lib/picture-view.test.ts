import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { rectangleSchema } from "#server/tickets/schemas.ts";
import {
  between,
  isMeant,
  MAX_ZOOM,
  MIN_ZOOM,
  type PictureView,
  panned,
  pointIn,
  turned,
  whole,
  zoomed,
} from "./picture-view.ts";

const near = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const views = fc.record({
  zoom: near(MIN_ZOOM, MAX_ZOOM),
  turn: fc.constantFrom(0, 90, 180, 270),
  x: near(-2_000, 2_000),
  y: near(-2_000, 2_000),
});
const points = fc.record({ x: near(-1_000, 1_000), y: near(-1_000, 1_000) });

describe("a picture that is looked at", () => {
  test("keeps what is under the pointer there, however near it comes", () => {
    fc.assert(
      fc.property(views, points, near(0.1, 10), (view, about, by) => {
        const next = zoomed(view, by, about);
        // The point of the picture, unscaled, that lies under the pointer.
        const under = ({ x, y, zoom }: PictureView) => [(about.x - x) / zoom, (about.y - y) / zoom];
        const [before, after] = [under(view), under(next)];
        expect(after[0]).toBeCloseTo(before[0] ?? 0, 4);
        expect(after[1]).toBeCloseTo(before[1] ?? 0, 4);
        expect(next.zoom).toBeGreaterThanOrEqual(MIN_ZOOM);
        expect(next.zoom).toBeLessThanOrEqual(MAX_ZOOM);
      }),
    );
  });

  test("is as it was after four turns, and after one to each side", () => {
    for (const by of [90, -90]) expect([by, by, by, by].reduce(turned, whole)).toEqual(whole);
    expect(turned(whole, -90).turn).toBe(270);
    expect(turned(turned(whole, 90), -90)).toEqual(whole);
  });

  test("is never moved out of sight", () => {
    const pane = { width: 400, height: 300 };
    fc.assert(
      fc.property(views, points, (view, by) => {
        const { x, y, zoom } = panned(view, by, pane);
        expect(Math.abs(x)).toBeLessThanOrEqual((pane.width * Math.max(1, zoom)) / 2);
        expect(Math.abs(y)).toBeLessThanOrEqual((pane.height * Math.max(1, zoom)) / 2);
      }),
    );
    expect(panned(whole, { x: 30, y: -20 }, pane)).toEqual({ ...whole, x: 30, y: -20 });
  });
});

describe("what is drawn on a picture", () => {
  const area = { left: 100, top: 50, width: 400, height: 200 };

  test("lies in fractions of it, at its edge where the hand went beyond", () => {
    expect(pointIn({ x: 300, y: 150 }, area)).toEqual({ x: 0.5, y: 0.5 });
    expect(pointIn({ x: 0, y: 999 }, area)).toEqual({ x: 0, y: 1 });
    expect(pointIn({ x: 3, y: 3 }, { ...area, width: 0 })).toEqual({ x: 0, y: 0 });
  });

  test("is the same whichever corner it was begun at, and always one that the server takes or a slip of the hand", () => {
    fc.assert(
      fc.property(points, points, (a, b) => {
        const [from, to] = [pointIn(a, area), pointIn(b, area)];
        const part = between(from, to);
        expect(part).toEqual(between(to, from));
        expect(part.x + part.width).toBeLessThanOrEqual(1 + 1e-9);
        if (isMeant(part)) expect(rectangleSchema.safeParse(part).success).toBe(true);
      }),
    );
    expect(isMeant(between({ x: 0.5, y: 0.5 }, { x: 0.5, y: 0.9 }))).toBe(false);
  });
});
