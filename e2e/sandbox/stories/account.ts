import type { CauseCode } from "#server/diagnosis/schemas.ts";
import {
  attempted,
  type Beat,
  created,
  credit,
  customer,
  delivered,
  fulfilment,
  paid,
  payment,
  status,
  story,
  type Teller,
} from "./beats.ts";

const MINUTE_S = 60;

/** What the account or the buyer's own input stands in the way of. */
export const accountStories = {
  ACC_FROZEN: (p) =>
    story(
      [
        customer(p, -600, { realNameVerified: true, frozen: true, frozenReason: "多次输错支付密码" }),
        created(p),
        status(p, 2, "failed", "账户已冻结"),
      ],
      [customer(p, 0, { realNameVerified: true, frozen: false })],
    ),
  ACC_UNVERIFIED: (p) =>
    story([
      customer(p, -600, { realNameVerified: false, frozen: false, singleLimitFen: Math.floor(p.product.priceFen / 2) }),
      created(p),
      status(p, 2, "failed", "超过未实名账户的限额，请先完成实名认证"),
    ]),
  ACC_LEVEL_RESTRICTED: (p) =>
    story([
      customer(p, -600, {
        realNameVerified: true,
        frozen: false,
        level: "new",
        registeredAt: new Date(p.at.getTime() - 86_400_000).toISOString(),
        firstPurchaseDone: false,
      }),
      created(p),
      status(p, 2, "failed", "新注册账户需完成首次消费后才能充值"),
    ]),
  ACC_SESSION_EXPIRED: (p) =>
    story([customer(p, -600, { realNameVerified: true, frozen: false, sessionValid: false }), created(p)]),
  INP_TARGET_WRONG: (p) =>
    story([
      ...paid(p),
      fulfilment(p, 24, "submitted"),
      status(p, 24, "fulfilling"),
      fulfilment(p, 41, "failed", { errorCode: "TARGET_INVALID", errorMessage: "充值账号不存在" }),
      status(p, 42, "failed", "充值账号不存在"),
    ]),
  // Nothing failed: the customer wanted another product than the one that was ordered, paid and delivered.
  INP_PRODUCT_WRONG: (p) => story([...paid(p), ...delivered(p, 24)]),
  INP_AMOUNT_WRONG: (p) =>
    story([
      created(p),
      attempted(p),
      payment(p, 12, "failed", { errorCode: "PARAM_ERROR", errorMessage: "充值金额超出可选范围，请核对金额" }),
    ]),
  INP_COUPON_RULE: (p) => story([created(p), status(p, 2, "failed", "优惠券未满足满减条件，不能与充值优惠叠加")]),
  INP_VERIFY_INCOMPLETE: (p) =>
    story([
      created(p),
      attempted(p),
      payment(p, 30 * MINUTE_S, "closed", { errorMessage: "短信验证码未完成验证" }),
      status(p, 30 * MINUTE_S + 1, "expired", "未完成短信验证，订单过期"),
    ]),
  INP_DUP_SUBMIT: (p) => {
    const [atS, type, data] = created(p);
    return story([
      [atS, type, { ...data, submitCount: 3 }],
      attempted(p),
      payment(p, 15, "failed", { errorCode: "OUT_TRADE_NO_USED", errorMessage: "商户订单号重复" }),
    ]);
  },
  // Paid at somebody else's page: the platform has never heard of the order.
  INP_UNOFFICIAL_LINK: () => story([]),
  CR_DELIVERED_UNSEEN: (p) => story([...paid(p), ...delivered(p, 24)]),
  // A balance, whatever was chosen: only there does nobody but the shop stand between the payment and the credit.
  CR_NOT_CREDITED: (p) => {
    const [opened, ...rest] = paid(p);
    const wallet: Beat[] = opened ? [[opened[0], opened[1], { ...opened[2], productType: "wallet" }]] : [];
    return story([...wallet, ...rest], [credit(p, 0), status(p, 1, "completed")]);
  },
} satisfies Partial<Record<CauseCode, Teller>>;
