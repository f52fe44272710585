import { describe, expect, test } from "vitest";
import { deriveFacts } from "./facts.ts";
import { type GatewayView, standOf } from "./gateway-word.ts";
import { distrustAndKnow } from "./known.ts";
import { pack } from "./pack/index.ts";
import { chargeStateOf, mayFinishPaying } from "./safety.ts";
import { minutesAgo, NOW, orderCase, paid, payment, unpaid } from "./testing.ts";

type Payment = ReturnType<typeof payment>;
const NO = "PAY20261123880011";

/** A gateway that answered so, so many minutes ago. */
const answered = (state: string, minutes = 1, outTradeNo = NO): GatewayView => ({
  channels: ["alipay"],
  answers: [{ channel: "alipay", outTradeNo, state, answeredAt: minutesAgo(minutes) }],
});
const silent: GatewayView = { channels: ["alipay"], answers: [] };
const said = (state: Payment["gatewayState"], over: Partial<Payment> = {}): Payment =>
  payment({ gatewayState: state, gatewayVia: "query", ...over });

function facts(payments: Payment[], gateways: GatewayView, order = {}, answers = {}) {
  const found = deriveFacts(orderCase({ payments, order }), NOW, gateways);
  return { list: found, known: distrustAndKnow(pack, found, answers) };
}
const charge = (payments: Payment[], gateways: GatewayView, order = {}) =>
  chargeStateOf(facts(payments, gateways, order).known);
const expired = { status: "expired" as const };

describe("how a payment stands by its gateway", () => {
  test.each([
    ["a channel without a gateway", said("closed"), { channels: [], answers: [] }, "no_gateway"],
    ["never asked", payment(), silent, "silent"],
    ["only called", said("paid", { gatewayVia: "callback" }), silent, "silent"],
    ["closed, whenever it said so", said("closed"), answered("closed", 600), "ended"],
    ["waiting, said just now", said("waiting"), answered("waiting"), "open"],
    ["waiting, said long ago", said("waiting"), answered("waiting", 3), "silent"],
    ["not there, said just now", said("missing"), answered("missing"), "ended"],
    ["not there, said long ago", said("missing"), answered("missing", 3), "silent"],
    ["not there, and begun just now", said("missing", { attemptedAt: minutesAgo(1) }), answered("missing"), "silent"],
    ["paid", said("paid"), silent, "paid"],
    ["frozen", said("frozen"), silent, "paid"],
  ] as const)("%s", (_, row, gateways, stand) => {
    expect(standOf(row, gateways as GatewayView, NOW)).toBe(stand);
  });
});

describe("what was charged, where the channel has a gateway", () => {
  test("the platform's signed word no longer stands in for the gateway's", () => {
    expect(charge([unpaid("closed")], { channels: [], answers: [] }, expired)).toBe("none");
    expect(charge([unpaid("closed")], silent, expired)).toBe("possible");
    expect(facts([unpaid("closed")], silent).known.get("pay.gateway")?.value).toBe("silent");
  });

  test("nothing, once the gateway itself says so of every attempt", () => {
    expect(charge([said("closed", { state: "closed" })], answered("closed"), expired)).toBe("none");
    expect(charge([said("missing")], answered("missing"), expired)).toBe("none");
    const second = payment({ outTradeNo: "P2", state: "failed" });
    expect(charge([said("closed", { state: "closed" }), second], answered("closed"), expired)).toBe("possible");
  });

  test("perhaps something, while the gateway waits for a payment that the platform closed", () => {
    const row = said("waiting", { state: "closed" });
    expect(charge([row], answered("waiting"), expired)).toBe("possible");
    expect(facts([row], answered("waiting")).known.get("pay.state")).toMatchObject({
      value: "open",
      source: "gateway",
    });
  });

  test("all of it, when the gateway says so, and it is the gateway that says so", () => {
    const row = paid(9, { gatewayState: "paid", gatewayVia: "query" });
    expect(charge([row], silent)).toBe("confirmed");
    expect(facts([row], silent).known.get("pay.state")).toMatchObject({ value: "paid", source: "gateway" });
    expect(facts([paid()], silent).known.get("pay.state")).toMatchObject({ value: "paid", source: "platform" });
  });

  test("all of it, yet contested, when the gateway was asked after the platform told of it and has none", () => {
    const asked = paid(9, { gatewayState: "waiting", gatewayVia: "query", gatewayFen: 0 });
    expect(charge([asked], answered("waiting"))).toBe("confirmed");
    expect(facts([asked], answered("waiting")).known.get("pay.contested")?.value).toBe(true);
    // Asked before it was paid, a gateway contradicts nobody.
    const before = paid(0.2, { gatewayState: "waiting", gatewayVia: "query" });
    expect(facts([before], answered("waiting")).known.get("pay.contested")?.value).toBe(false);
    expect(facts([payment()], silent).known.has("pay.contested")).toBe(false);
  });

  test("an order that was never begun to be paid needs no gateway", () => {
    expect(charge([], silent)).toBe("none");
    expect(facts([], silent).known.has("pay.gateway")).toBe(false);
  });
});

describe("finishing the same payment", () => {
  const may = (row: Payment, gateways: GatewayView) =>
    mayFinishPaying(facts([row], gateways, {}, { debited: "no" }).known, NOW);

  test("is advised only when the gateway says that it still waits", () => {
    expect(may(said("waiting"), answered("waiting"))).toBe(true);
    expect(may(said("waiting"), answered("waiting", 3))).toBe(false);
    expect(may(payment(), silent)).toBe(false);
    expect(may(said("missing"), answered("missing"))).toBe(false);
    expect(may(payment(), { channels: [], answers: [] })).toBe(true);
  });
});
