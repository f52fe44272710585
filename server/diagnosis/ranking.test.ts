import { describe, expect, test } from "vitest";
import type { OrderCase } from "#server/orders/index.ts";
import { diagnose } from "./engine.ts";
import { deriveFacts } from "./facts.ts";
import type { Answers } from "./known.ts";
import { pack } from "./pack/index.ts";
import type { CauseCode } from "./schemas.ts";
import { minutesAgo, NOW, orderCase, paid, payment, unpaid } from "./testing.ts";

/**
 * What leads by the records alone. Platforms differ in what they report: each case must lead the same whether or not they also
 * told of the order's status, of the callback, of the customer and of the channel.
 */

type Parts = NonNullable<Parameters<typeof orderCase>[0]>;
type Status = NonNullable<NonNullable<Parts["order"]>["status"]>;
type Row = [name: string, cause: CauseCode, parts: Parts, statuses: (Status | undefined)[]];

const failedBy = (errorCode: string | null, errorMessage: string | null = null): Parts => ({
  payments: [paid(60)],
  callbacks: [{ receivedAt: minutesAgo(59) }],
  fulfilments: [{ state: "failed", errorCode, errorMessage, decidedAt: minutesAgo(50), submittedAt: minutesAgo(55) }],
});
const attempt = (state: "failed" | "closed", errorCode: string, errorMessage?: string): Parts => ({
  payments: [payment({ state, errorCode, errorMessage: errorMessage ?? null, decidedAt: minutesAgo(15) })],
});
const past = { expiresAt: minutesAgo(2) };
const never = { expiresAt: null };
const unverified = { realNameVerified: false };

const unpaidOver: (Status | undefined)[] = [undefined, "awaiting_payment", "cancelled", "expired"];
const running: (Status | undefined)[] = [undefined, "awaiting_payment"];

const unpaidRows: Row[] = [
  ["closed, past its time", "PAY_CLOSED", { payments: [unpaid("closed")], order: past }, unpaidOver],
  ["closed, without an expiry", "PAY_CLOSED", { payments: [unpaid("closed")], order: never }, unpaidOver],
  ["closed, still within its time", "PAY_CLOSED", { payments: [unpaid("closed")] }, unpaidOver],
  ["closed by the gateway's word", "PAY_CLOSED", attempt("failed", "ACQ.TRADE_HAS_CLOSE"), unpaidOver],
  ["open attempt, past its time", "PAY_CLOSED", { payments: [payment()], order: past }, unpaidOver],
  ...["ACQ.TRADE_NOT_EXIST", "ORDERNOTEXIST", "ORDER_NOT_EXIST", "order_not_exist", "268512771"].flatMap(
    (code): Row[] =>
      (["failed", "closed"] as const).map((state) => [
        `${state}, ${code}`,
        "PAY_NOT_SENT",
        attempt(state, code),
        running,
      ]),
  ),
  ["nothing attempted", "PAY_UNPAID", {}, running],
  ["open attempt", "PAY_UNPAID", { payments: [payment()] }, running],
  ["open attempt, without an expiry", "PAY_UNPAID", { payments: [payment()], order: never }, running],
  ...[
    "ACQ.BUYER_PAYMENT_AMOUNT_DAY_LIMIT_ERROR",
    "ACQ.BUYER_PAYMENT_AMOUNT_MONTH_LIMIT_ERROR",
    "ACQ.BUYER_PAYMENT_AMOUNT_DAY_LIM",
    "ACQ.BUYER_PAYMENT_AMOUNT_MONTH_L",
    "ACQ.TOTAL_FEE_EXCEED",
  ].map((code): Row => [code, "PAY_BUYER_LIMIT", attempt("failed", code), running]),
  ["超限 in words", "PAY_BUYER_LIMIT", attempt("failed", "X", "单笔超限"), running],
  [
    "over the customer's limit",
    "PAY_BUYER_LIMIT",
    { payments: [unpaid("failed")], customer: { dailyLimitFen: 10_000 } },
    running,
  ],
  [
    "over the channel's limit",
    "PAY_BUYER_LIMIT",
    { payments: [unpaid("failed")], channel: { singleLimitFen: 5_000 } },
    running,
  ],
  ...[
    "SYSTEM_ERROR",
    "SYSTEMERROR",
    "BANKERROR",
    "ACQ.SYSTEM_ERROR",
    "FREQUENCY_LIMITED",
    "268447840",
    "20000",
    "TIMEOUT",
  ].map((code): Row => [code, "PAY_CHANNEL_DOWN", attempt("failed", code), running]),
  ...(["down", "maintenance", "suspended"] as const).flatMap((status): Row[] => [
    [`${status}, failed`, "PAY_CHANNEL_DOWN", { payments: [unpaid("failed")], channel: { status } }, running],
    [`${status}, open`, "PAY_CHANNEL_DOWN", { payments: [payment()], channel: { status } }, running],
  ]),
  ["certify level", "ACC_UNVERIFIED", attempt("failed", "ACQ.ERROR_BUYER_CERTIFY_LEVEL_LIMIT"), running],
  ["certify level, cut", "ACC_UNVERIFIED", attempt("failed", "ACQ.ERROR_BUYER_CERTIFY_LEVEL_LI"), running],
  ...[[], [payment()], [unpaid("failed")]].map(
    (payments): Row => [
      `unverified, over the account's limit, ${payments[0]?.state ?? "nothing attempted"}`,
      "ACC_UNVERIFIED",
      { payments, customer: { ...unverified, singleLimitFen: 10_000 } },
      running,
    ],
  ),
  [
    "unverified, over the channel's limit",
    "ACC_UNVERIFIED",
    { payments: [payment()], customer: unverified, channel: { singleLimitFen: 10_000 } },
    running,
  ],
  ["unverified, no limit known", "PAY_UNPAID", { customer: unverified }, running],
  ["frozen", "ACC_FROZEN", { customer: { frozen: true } }, unpaidOver],
  ["frozen, open attempt", "ACC_FROZEN", { payments: [payment()], customer: { frozen: true } }, running],
  ["frozen, failed", "ACC_FROZEN", { payments: [unpaid("failed")], customer: { frozen: true } }, unpaidOver],
  ...[[], [payment()], [unpaid("failed")], [unpaid("closed")]].map(
    (payments): Row => [
      `flagged, ${payments[0]?.state ?? "nothing attempted"}`,
      "RISK_PLATFORM_BLOCK",
      { payments, riskFlags: [{}] },
      [undefined, "awaiting_payment", "under_review", "cancelled"],
    ],
  ),
  ["failed without a reason", "PAY_TRADE_FAILED", { payments: [unpaid("failed")] }, running],
  ["failed for a reason that nobody knows", "UNKNOWN", attempt("failed", "QX-77"), running],
];

const after = (status: Status): (Status | undefined)[] => [undefined, "paid", status];
const paidRows: Row[] = [
  ["paid long ago", "CR_NOT_CREDITED", { payments: [paid(90)], callbacks: [{}] }, [undefined, "paid"]],
  ["paid just now", "CR_NOT_CREDITED", { payments: [paid(1)], callbacks: [{}] }, [undefined, "paid"]],
  ["with the supplier", "FUL_UPSTREAM_SLOW", { payments: [paid(90)], callbacks: [{}] }, ["fulfilling"]],
  ["just handed over", "FUL_UPSTREAM_SLOW", { payments: [paid(1)], callbacks: [{}] }, ["fulfilling"]],
  ["held", "RISK_PLATFORM_HOLD", { payments: [paid(60)], callbacks: [{}], riskFlags: [{}] }, after("under_review")],
  [
    "fifty minutes at the supplier",
    "FUL_UPSTREAM_SLOW",
    { payments: [paid(55)], callbacks: [{}], fulfilments: [{ submittedAt: minutesAgo(50) }] },
    after("fulfilling"),
  ],
  [
    "paid twice",
    "ORD_DUP_PAYMENT",
    { payments: [paid(60), paid(58, { outTradeNo: "P2", gatewayTradeNo: "G2" })], callbacks: [{}] },
    after("fulfilling"),
  ],
  ...["insufficient_stock", "out_of_stock", "OUT_OF_STOCK"].map(
    (code): Row => [code, "FUL_OUT_OF_STOCK", failedBy(code), after("failed")],
  ),
  ...["库存不足", "商品缺货", "很抱歉，本商品暂时无法发出"].map(
    (words): Row => [words, "FUL_OUT_OF_STOCK", failedBy(null, words), after("failed")],
  ),
  ["failed, stock 0", "FUL_OUT_OF_STOCK", { ...failedBy(null), stock: 0 }, after("failed")],
  ["INVALID_ACCOUNT", "INP_TARGET_WRONG", failedBy("INVALID_ACCOUNT", "invalid account"), after("failed")],
  ...["8015", "target_invalid", "invalid_target", "account_not_exist", "ACCOUNT_NOT_FOUND"].map(
    (code): Row => [code, "INP_TARGET_WRONG", failedBy(code), after("failed")],
  ),
  ...["充值账号错误", "账号不存在", "号码错误", "invalid phone", "server/zone mismatch", "区服不匹配"].map(
    (words): Row => [words, "INP_TARGET_WRONG", failedBy(null, words), after("failed")],
  ),
];

/** The same case, told by platforms that report more or less. */
function variants({ 3: statuses, 2: parts }: Row): [string, OrderCase][] {
  return statuses.flatMap((status) =>
    [false, true].flatMap((told) =>
      parts.callbacks
        ? [...byPlatform(parts, status, told), ...byPlatform({ ...parts, callbacks: [] }, status, told, "quiet ")]
        : byPlatform(parts, status, told),
    ),
  );
}
function byPlatform(parts: Parts, status: Status | undefined, told: boolean, prefix = ""): [string, OrderCase][] {
  const order = status ? { ...parts.order, status, statusAt: minutesAgo(3) } : { ...parts.order };
  const known: Partial<Parts> = told
    ? {
        customer: { frozen: false, realNameVerified: true, ...parts.customer },
        channel: { status: "up", ...parts.channel },
      }
    : {};
  return [
    [
      `${prefix}status ${status ?? "never told"}${told ? ", records told" : ""}`,
      orderCase({ ...parts, ...known, order }),
    ],
  ];
}

function lead(found: OrderCase, answers: Answers = {}) {
  const { ranking, advice } = diagnose(pack, deriveFacts(found, NOW), answers, NOW);
  return {
    code: ranking[0]?.code,
    advice,
    shown: ranking.slice(0, 3).map((r) => `${r.code} ${r.probability.toFixed(2)}`),
  };
}

describe.each(unpaidRows)("unpaid: %s", (...row) => {
  test.each(variants(row))(`leads to ${row[1]}: %s`, (_, found) => {
    const first = lead(found);
    expect(first.code, String(first.shown)).toBe(row[1]);
    // Innocent answers do not outweigh what is on record.
    const innocent = lead(found, { debited: "no", notice: "none", error_text: "none", order_right: "right" });
    expect(innocent.code, String(innocent.shown)).toBe(row[1]);
  });
});

describe.each(paidRows)("paid: %s", (...row) => {
  const silent = new Set(["paid long ago", "paid just now"]);
  // Nothing but a payment, by a platform that told of neither callback nor status, is a missing callback.
  const known = variants(row).filter(([name]) => !(silent.has(row[0]) && name.startsWith("quiet status never")));
  test.each(known)(`leads to ${row[1]}: %s`, (_, found) => {
    const first = lead(found);
    expect(first.code, String(first.shown)).toBe(row[1]);
    if (row[1] === "RISK_PLATFORM_HOLD") expect(first.advice).not.toContain("REDELIVER");
  });
});

test.each([
  ["no callback", { payments: [paid(30)] }],
  [
    "a probe of the gateway's",
    { payments: [paid(30)], callbacks: [{ verified: false, outcome: "rejected", reason: "WECHATPAY/SIGNTEST/" }] },
  ],
  ["a review that was cleared", { payments: [paid(30)], riskFlags: [{ state: "cleared" }, { orderNo: null }] }],
] as [string, Parts][])("a payment that the shop never learned of stays a missing callback: %s", (_, parts) => {
  expect(lead(orderCase(parts)).code).toBe("CB_MISSING");
});

test("a callback that nobody verified is a bad one, whatever was made of it", () => {
  const found = orderCase({ payments: [paid(30)], callbacks: [{ verified: false, outcome: "applied" }] });
  expect(lead(found).code).toBe("CB_BAD_SIGN");
});

test("a status told after the callback does not make it missing", () => {
  const order = { status: "awaiting_payment", statusAt: minutesAgo(1) } as const;
  const found = orderCase({ payments: [paid(30)], callbacks: [{}], order });
  expect(lead(found).code).toBe("CR_NOT_CREDITED");
});

test("an unverified person over a limit is told to verify, not to pay again", () => {
  const found = orderCase({
    payments: [unpaid("closed")],
    order: past,
    customer: { ...unverified, singleLimitFen: 10_000 },
  });
  const { advice } = lead(found, { debited: "no", notice: "none", error_text: "none" });
  expect(advice).toContain("VERIFY");
  expect(advice).not.toContain("PAY_AGAIN");
});

test("a missing verification stays in sight", () => {
  for (const payments of [[], [payment()]]) {
    const found = orderCase({ payments, customer: unverified });
    const innocent: Answers[] = [{}, { debited: "no", notice: "none", order_right: "right" }];
    for (const answers of innocent)
      expect(lead(found, answers).shown.join(), JSON.stringify(answers)).toContain("ACC_UNVERIFIED");
  }
});
