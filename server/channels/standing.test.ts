import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MINUTE_MS } from "#server/core/clock.ts";
import { bannerText, channelName } from "./copy.ts";
import { type HealthState, healthStates, type StandingState, standingStates } from "./schemas.ts";
import { type ChannelFacts, recommend, SETTLED_MS, standingOf } from "./standing.ts";

const NOW = new Date("2026-11-24T08:00:00Z");
const ago = (minutes: number) => new Date(NOW.getTime() - minutes * MINUTE_MS);

const facts = (code: string, part: Partial<ChannelFacts> = {}): ChannelFacts => ({
  code,
  platform: null,
  measured: null,
  maintenanceSince: null,
  priority: null,
  disabled: false,
  troubleAt: null,
  ...part,
});
const says = (status: StandingState, recommended = false, at: Date | null = ago(30)) => ({
  platform: { status, at, recommended },
});
const measured = (state: HealthState, successRate: number | null = null) => ({
  measured: { state, since: ago(10), successRate },
});

describe("where a channel stands", () => {
  test.each([
    ["nothing is known", {}, "unknown"],
    ["only the platform speaks", says("up"), "up"],
    ["only attempts speak", measured("up"), "up"],
    ["the platform is well and attempts fail", { ...says("up"), ...measured("down") }, "down"],
    ["attempts are well and the platform says down", { ...says("down"), ...measured("up") }, "down"],
    ["nothing was measured", { ...says("up"), ...measured("unknown") }, "up"],
    ["a window lasts", { ...says("up"), ...measured("up"), maintenanceSince: ago(1) }, "maintenance"],
    ["it fails during a window", { ...measured("down"), maintenanceSince: ago(1) }, "maintenance"],
    ["it is suspended during a window", { ...says("suspended"), maintenanceSince: ago(1) }, "suspended"],
  ] as const)("when %s", (_when, part, status) => {
    expect(standingOf(facts("a", part)).status).toBe(status);
  });

  test("since the earliest that says so", () => {
    expect(standingOf(facts("a", { ...says("down"), ...measured("down") })).since).toEqual(ago(30));
    expect(standingOf(facts("a", { ...says("up"), ...measured("down") })).since).toEqual(ago(10));
    expect(standingOf(facts("a")).since).toBeNull();
  });

  test("is never better than any of those who speak", () => {
    const worst: readonly StandingState[] = ["suspended", "maintenance", "down", "degraded", "up"];
    const platform = fc.constantFrom(...standingStates.filter((state) => state !== "unknown"));
    fc.assert(
      fc.property(
        fc.option(platform),
        fc.option(fc.constantFrom(...healthStates)),
        fc.boolean(),
        (said, found, window) => {
          const { status } = standingOf(
            facts("a", {
              ...(said ? says(said) : {}),
              ...(found ? measured(found) : {}),
              maintenanceSince: window ? ago(1) : null,
            }),
          );
          const voices = [said, found === "unknown" ? null : found, window ? "maintenance" : null];
          const expected = worst.find((state) => voices.includes(state as never)) ?? "unknown";
          expect(status).toBe(expected);
        },
      ),
    );
  });
});

describe("the channel to use", () => {
  const pick = (channels: ChannelFacts[], kept: string | null = null) => recommend(channels, kept, NOW);

  test("is up; the platform's choice comes first, then priority, then what it was, then health", () => {
    expect(pick([])).toBeNull();
    expect(pick([facts("a"), facts("b", says("degraded"))])).toBeNull();
    expect(pick([facts("a", says("up")), facts("b", says("up", true))])).toBe("b");
    expect(pick([facts("a", { ...says("up"), priority: 2 }), facts("b", { ...says("up"), priority: 1 })])).toBe("b");
    expect(pick([facts("a", says("up")), facts("b", { ...says("up"), priority: 9 })])).toBe("b");
    const even = [facts("a", measured("up", 0.99)), facts("b", measured("up", 0.97))];
    expect(pick(even)).toBe("a");
    expect(pick(even, "b")).toBe("b");
    expect(pick([facts("a", { ...says("up"), disabled: true }), facts("b", says("up"))])).toBe("b");
  });

  test("changes when it fails, and back only after it has been well for a while", () => {
    const a = (troubleAt: Date | null, status: StandingState = "up") =>
      facts("a", { ...says(status, true), troubleAt });
    const b = facts("b", says("up"));
    expect(pick([a(null), b], "a")).toBe("a");
    expect(pick([a(NOW, "down"), b], "a")).toBe("b");
    expect(pick([a(ago(1)), b], "b")).toBe("b");
    expect(pick([a(new Date(NOW.getTime() - SETTLED_MS + 1)), b], "b")).toBe("b");
    expect(pick([a(new Date(NOW.getTime() - SETTLED_MS)), b], "b")).toBe("a");
  });

  test("is better a channel that had trouble than none, and then not changed once more", () => {
    const shaky = (code: string) => facts(code, { ...says("up", code === "a"), troubleAt: ago(1) });
    expect(pick([shaky("a"), shaky("b")], "b")).toBe("b");
    expect(pick([shaky("a"), facts("b", says("down"))], "b")).toBe("a");
  });

  test("is always one that is up and enabled, and some, when there is any", () => {
    const some = fc
      .record({
        status: fc.constantFrom(...standingStates),
        flagged: fc.boolean(),
        disabled: fc.boolean(),
        priority: fc.option(fc.nat(3)),
        trouble: fc.option(fc.nat(10)),
      })
      .map(({ status, flagged, disabled, priority, trouble }) => ({
        ...(status === "unknown" ? {} : says(status, flagged)),
        disabled,
        priority,
        troubleAt: trouble === null ? null : ago(trouble),
      }));
    fc.assert(
      fc.property(fc.array(some, { maxLength: 6 }), fc.option(fc.nat(5)), (parts, kept) => {
        const channels = parts.map((part, i) => facts(`c${i}`, part));
        const usable = channels
          .filter((one) => !one.disabled && standingOf(one).status === "up")
          .map(({ code }) => code);
        const picked = pick(channels, kept === null ? null : `c${kept}`);
        if (usable.length === 0) expect(picked).toBeNull();
        else expect(usable).toContain(picked);
        // Asking again with the answer kept gives the answer: nothing flaps by itself.
        expect(pick(channels, picked)).toBe(picked);
      }),
    );
  });
});

test("the banner has its exact words", () => {
  expect(bannerText("wechatpay", null)["zh-CN"]).toBe("当前支付通道异常，建议使用微信支付渠道");
  expect(bannerText("x", "蓝湾渠道")["zh-CN"]).toBe("当前支付通道异常，建议使用蓝湾渠道");
  expect(bannerText("alipay", null).en).toBe("A payment channel is having trouble. We suggest paying with Alipay");
  expect(channelName("epay-1", null, "zh-CN")).toBe("epay-1");
  expect(channelName("alipay-sandbox", null, "en")).toBe("Alipay");
  // A usual name is said in the reader's language, a name of the shop's own as it is.
  expect(channelName("wechatpay", "微信支付", "en")).toBe("WeChat Pay");
  expect(channelName("wechatpay", "微信扫码", "en")).toBe("微信扫码");
});
