import { expect, test } from "vitest";
import { transact } from "#db/client.ts";
import type { Channel, Outgoing } from "./channel.ts";

/** For tests: the other side of a channel, over a real socket, that can be told how to behave. */
export type FakeSide = {
  open(): Promise<void>;
  close(): Promise<void>;
  channel(): Channel<string>;
  /** A channel to where nobody listens. */
  channelToNowhere(): Channel<string>;
  /** Whether the other side numbers messages, ours and its own; chat programs do not. */
  readonly numbered?: false;
  behave(how: "well" | "busy" | "no" | "cut"): void;
  /** What it took, as it reads it: to whom, the words, and the number of the message. */
  taken(): { to: string; text: string; id: string }[];
};

export const message = (over: Partial<Outgoing> = {}): Outgoing => ({
  id: "01935f1c-0000-7000-8000-000000000001",
  to: "li@example.com",
  locale: "zh-CN",
  subject: "到账: 充值已到账",
  text: "充值已到账\n\n订单 CM1 已到账 ¥200.00。",
  html: "<p>充值已到账</p>",
  short: { news: "充值已到账", order: "000001", link: "https://support.example.com/go/abc.def" },
  unsubscribeUrl: null,
  ...over,
});

/** What holds for every way to customers and to the staff. */
export function channelContract(side: FakeSide, to: string): void {
  const send = (channel = side.channel()) => channel.send(message({ to }));

  test("hands a message over, in the words of its language, and keeps the number that it is given", async () => {
    side.behave("well");
    const [reference, id] = side.numbered === false ? [null, ""] : [expect.any(String), message().id];
    expect(await send()).toMatchObject({ state: "sent", reference });
    expect(side.taken()).toEqual([{ to, text: expect.stringContaining("充值已到账"), id }]);
  });

  test("says that a message was refused for good, or that the other side is busy", async () => {
    side.behave("no");
    expect(await send()).toMatchObject({ state: "refused", error: expect.any(String) });
    side.behave("busy");
    expect(await send()).toMatchObject({ state: "later", error: expect.any(String) });
    expect(side.taken()).toEqual([]);
  });

  test("does not know what became of a message when the line breaks after it went out", async () => {
    side.behave("cut");
    expect(await send()).toMatchObject({ state: "unknown" });
  });

  test("knows that nothing went out when nobody answers the call", async () => {
    expect(await send(side.channelToNowhere())).toMatchObject({ state: "later" });
  });

  test("goes nowhere inside a transaction", async () => {
    await expect(transact(() => send())).rejects.toThrow("inside a transaction");
    expect(side.taken()).toEqual([]);
  });

  test("tells no secret in what it says of a failure", async () => {
    side.behave("no");
    expect(JSON.stringify(await send())).not.toContain("s3cret");
  });
}
