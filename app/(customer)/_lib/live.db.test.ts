import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { transact } from "#db/client.ts";
import { freshDatabase } from "#db/testing.ts";
import { systemClock } from "#server/core/clock.ts";
import { emit } from "#server/jobs/index.ts";
import { liveResponse } from "./live.ts";

freshDatabase({ beforeEach, afterEach });

let browsers: AbortController[] = [];
afterEach(async () => {
  for (const browser of browsers) browser.abort();
  browsers = [];
  await new Promise((resolve) => setTimeout(resolve, 30));
});

const tell = (subject: string) =>
  transact((tx) => emit(tx, systemClock, { topic: "diagnosis.changed", subject, payload: { secret: "s3cret" } }));

function open(key: string, lastEventId?: string, glance?: () => Promise<object>) {
  const gone = new AbortController();
  browsers.push(gone);
  const headers: Record<string, string> = lastEventId === undefined ? {} : { "last-event-id": lastEventId };
  const request = new Request("http://shop/d/1/events", { headers, signal: gone.signal });
  const wanted = ({ subject }: { subject: string }) => subject === "diagnosis:D1";
  const response = liveResponse(request, { key, wanted, ...(glance && { glance }) });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let heard = "";
  /** Reads until the words were heard. */
  const until = async (words: string | RegExp): Promise<string> => {
    while (heard.search(words) < 0) {
      const { value, done } = (await reader?.read()) ?? { value: "", done: true };
      if (done) throw new Error(`it ended after ${heard}`);
      heard += value;
    }
    return heard;
  };
  return { response, until, gone };
}

describe("a customer's stream", () => {
  test("says that there is something new about what it is for, and never what", async () => {
    const stream = open("k1");
    expect(stream.response.headers.get("content-type")).toContain("text/event-stream");
    await stream.until("event: here");
    await tell("diagnosis:D2");
    await tell("diagnosis:D1");
    const heard = await stream.until("event: news");
    expect(heard.match(/event: news/g)).toHaveLength(1);
    expect(heard).not.toContain("s3cret");
  });

  test("loses nothing while it was away", async () => {
    const first = open("k1");
    const id = /^id: (.+)$/m.exec(await first.until(/^data: .*\n/m))?.[1];
    first.gone.abort();
    await tell("diagnosis:D1");
    await open("k1", id).until("event: news");
  });

  test("tells at once who is on the other side, and ends well when that cannot be told", async () => {
    const seen = open("k4", undefined, async () => ({ typing: false, here: true }));
    const heard = await seen.until("event: chat\ndata: .*\n");
    expect(heard).toContain('data: {"typing":false,"here":true}');
    const failing = open("k5", undefined, () => Promise.reject(new Error("s3cret")));
    expect(await failing.until("event: here")).not.toContain("s3cret");
  });

  test("takes no cursor for one that is none", async () => {
    await open("k1", "'; drop table").until("event: here");
  });

  test("is one of few for each key, and its place is free again once it is gone", async () => {
    const streams = Array.from({ length: 6 }, () => open("k2"));
    await Promise.all(streams.map(({ until }) => until("event: here")));
    expect(open("k2").response.status).toBe(503);
    expect(open("k3").response.status).toBe(200);
    streams[0]?.gone.abort();
    await expect.poll(() => open("k2").response.status).toBe(200);
  });
});
