import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type Heard, keepLive } from "./keep-live.ts";

/** A line whose streams the test plays. */
function line() {
  const streams: (Heard & { closed: boolean })[] = [];
  const shown: string[] = [];
  const told = { missed: 0, refusal: undefined as string | undefined };
  const end = keepLive({
    open: (heard) => {
      const stream = { ...heard, closed: false };
      streams.push(stream);
      return () => {
        stream.closed = true;
      };
    },
    ask: async () => told.refusal,
    show: (state) => shown.push(state),
    missed: () => {
      told.missed += 1;
    },
  });
  const last = () => {
    const stream = streams.at(-1);
    if (!stream) throw new Error("no stream was opened");
    return stream;
  };
  return { streams, shown, told, last, end };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

describe("a stream that breaks and comes back by itself", () => {
  test("is not spoken of when it is back within a moment, and nothing is asked for twice: it says where it was", async () => {
    const { last, shown, told } = line();
    last().stands();
    last().breaks();
    await pass(500);
    last().stands();
    await pass(60_000);
    expect(shown).toEqual(["live"]);
    expect(told.missed).toBe(0);
  });

  test("is said to be coming back, then to be replaced by the clock, however often it tries", async () => {
    const { last, shown, told, streams } = line();
    last().stands();
    for (let i = 0; i < 4; i++) {
      last().breaks();
      await pass(2_000);
    }
    expect(shown).toEqual(["live", "reconnecting", "polling"]);
    last().stands();
    expect(shown.at(-1)).toBe("live");
    expect(told.missed).toBe(1);
    expect(streams).toHaveLength(1);
  });
});

describe("a stream that is over", () => {
  test("is begun anew, with more and more time between, and what was missed is asked for", async () => {
    const { last, shown, told, streams } = line();
    last().stands();
    for (const wait of [2_000, 5_000, 10_000, 30_000, 30_000]) {
      const before = streams.length;
      last().ends("OFFLINE");
      await pass(wait - 1);
      expect(streams).toHaveLength(before);
      await pass(1);
      expect(streams).toHaveLength(before + 1);
    }
    expect(shown).toEqual(["live", "reconnecting", "polling"]);
    last().stands();
    expect(shown.at(-1)).toBe("live");
    expect(told.missed).toBe(1);
  });

  test("within a moment leaves no gap either: a new one does not know where the last one was", async () => {
    const { last, told } = line();
    last().stands();
    last().ends();
    await pass(2_000);
    last().stands();
    expect(told.missed).toBe(1);
  });

  test("at the very first has the page asked for again once one stands", async () => {
    const { last, shown, told } = line();
    last().ends("OFFLINE");
    await pass(2_000);
    last().stands();
    expect(shown).toEqual(["live"]);
    expect(told.missed).toBe(1);
  });

  test("with its session is not begun anew, whether the stream says so or the question after it", async () => {
    const first = line();
    first.last().stands();
    first.last().ends("UNAUTHENTICATED");
    const second = line();
    second.last().stands();
    second.told.refusal = "UNAUTHENTICATED";
    second.last().ends("OFFLINE");
    await pass(120_000);
    for (const { shown, streams } of [first, second]) {
      expect(shown.at(-1)).toBe("ended");
      expect(streams).toHaveLength(1);
    }
  });
});

test("nothing goes on once the page is left", async () => {
  const { last, shown, streams, end } = line();
  last().stands();
  last().ends("OFFLINE");
  end();
  await pass(120_000);
  expect(shown).toEqual(["live"]);
  expect(streams).toHaveLength(1);
  expect(last().closed).toBe(true);
});
