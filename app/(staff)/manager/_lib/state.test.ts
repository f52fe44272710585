import { describe, expect, test } from "vitest";
import { readState, stateHref } from "./state.ts";

const now = new Date("2026-11-23T03:00:00Z");
const again = (href: string) => readState(Object.fromEntries(new URL(href, "http://x").searchParams), now);

describe("the manager's address", () => {
  test("says the same when it is read again", () => {
    for (const query of [
      {},
      { days: "30", compare: "false" },
      { from: "2026-11-01", to: "2026-11-09", cause: "CB_MISSING", agent: "none" },
      { channel: "alipay", queue: "vip", agent: "u1" },
    ]) {
      const state = readState(query, now);
      expect(again(stateHref("/manager/sla", state))).toEqual(state);
    }
  });

  test("leaves out what makes no sense", () => {
    const { slice, compare } = readState({ cause: "NONSENSE", channel: "", agent: ["a", "b"], compare: "maybe" }, now);
    expect([slice, compare]).toEqual([{}, true]);
  });

  test("takes another time along with the same part", () => {
    const state = readState({ from: "2026-11-01", to: "2026-11-02", channel: "alipay" }, now);
    expect(stateHref("/manager", state, 30)).toBe("/manager?days=30&channel=alipay");
  });
});
