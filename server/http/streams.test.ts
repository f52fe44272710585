import { expect, test } from "vitest";
import { env } from "#server/core/env.ts";
import { MAX_STREAMS, openStream, whenOver } from "./streams.ts";

const PER_ADDRESS = env().MAX_STREAMS_PER_ADDRESS;
const one = (key: string, address = "a", mostPerKey = 2) => openStream({ key, address, mostPerKey });

test("streams are counted by what they are about, by address and in all, and given back once", () => {
  const first = one("run");
  const second = one("run");
  expect(one("run")).toBeUndefined();
  first?.();
  first?.();
  const third = one("run");
  expect(third).toBeDefined();
  expect(one("run")).toBeUndefined();
  const others = Array.from({ length: PER_ADDRESS - 2 }, (_, n) => one(`k${n}`));
  expect(others.every(Boolean)).toBe(true);
  expect(one("more")).toBeUndefined();
  const everywhere = Array.from({ length: MAX_STREAMS - PER_ADDRESS }, (_, n) => one(`e${n}`, `b${n}`));
  expect(everywhere.every(Boolean)).toBe(true);
  expect(one("last", "z")).toBeUndefined();
  for (const close of [second, third, ...others, ...everywhere]) close?.();
  expect(one("last", "z")).toBeDefined();
});

test("an answer is over when it was read, when its reader goes and when its request ends", async () => {
  let over = 0;
  const count = () => {
    over++;
  };
  const never = new AbortController();
  expect(await whenOver(new Response("abc"), never.signal, count).text()).toBe("abc");
  await whenOver(new Response(new ReadableStream()), never.signal, count).body?.cancel();
  const ends = new AbortController();
  whenOver(new Response(new ReadableStream()), ends.signal, count);
  ends.abort();
  expect(over).toBe(3);
});
