import { describe, expect, test } from "vitest";
import { causeOfCode, classCauses, classOfCode, type Place, rawCodes, spelling } from "./codes.ts";
import { errorClass, isUnsaid } from "./error-class.ts";
import { type CauseCode, causeCodes } from "./schemas.ts";

/** The catalogue's codes, spelt as it spells them, with what each is a sign of where it stands alone. */
const gateway: readonly (readonly [CauseCode, ...string[]])[] = [
  ["ACC_UNVERIFIED", "ACQ.ERROR_BUYER_CERTIFY_LEVEL_LIMIT"],
  ["INP_AMOUNT_WRONG", "PARAM_ERROR", "268435464"],
  ["INP_DUP_SUBMIT", "OUT_TRADE_NO_USED", "268498688"],
  ["PAY_NOT_SENT", "ACQ.TRADE_NOT_EXIST", "ORDERNOTEXIST", "268512771"],
  ["PAY_UNPAID", "WAIT_BUYER_PAY", "NOTPAY"],
  ["PAY_USER_PAYING", "USERPAYING", "USER_PAYING"],
  [
    "PAY_FUNDS_SHORT",
    "NOTENOUGH",
    "NOT_ENOUGH",
    "ACQ.BUYER_BALANCE_NOT_ENOUGH",
    "ACQ.BUYER_BANKCARD_BALANCE_NOT_ENOUGH",
  ],
  [
    "PAY_BUYER_LIMIT",
    "ACQ.BUYER_PAYMENT_AMOUNT_DAY_LIMIT_ERROR",
    "ACQ.BUYER_PAYMENT_AMOUNT_MONTH_LIMIT_ERROR",
    "ACQ.TOTAL_FEE_EXCEED",
  ],
  [
    "PAY_MERCHANT_LIMIT",
    "ACQ.BEYOND_PAY_RESTRICTION",
    "ACQ.BEYOND_PER_RECEIPT_RESTRICTION",
    "268448010",
    "daytop",
    "daymaxorder",
  ],
  ["PAY_CARD_INVALID", "ACCOUNT_ERROR", "ACCOUNTERROR", "ACQ.BUYER_ENABLE_STATUS_FORBID"],
  [
    "PAY_METHOD_OFF",
    "ACQ.ERROR_BALANCE_PAYMENT_DISABLE",
    "ACQ.MOBILE_PAYMENT_SWITCH_OFF",
    "ACQ.NO_PAYMENT_INSTRUMENTS_AVAILABLE",
  ],
  ["PAY_METHOD_UNSUPPORTED", "268435461"],
  [
    "PAY_CHANNEL_DOWN",
    "SYSTEM_ERROR",
    "SYSTEMERROR",
    "BANKERROR",
    "ACQ.SYSTEM_ERROR",
    "FREQUENCY_LIMITED",
    "268447840",
    "20000",
  ],
  [
    "PAY_CONFIG_ERROR",
    "SIGN_ERROR",
    "NO_AUTH",
    "APPID_MCHID_NOT_MATCH",
    "MCH_NOT_EXISTS",
    "268443699",
    "ACQ.ACCESS_FORBIDDEN",
    "ACQ.MERCHANT_AGREEMENT_NOT_EXIST",
    "isv.invalid-signature",
  ],
  ["PAY_CLOSED", "ACQ.TRADE_HAS_CLOSE", "TRADE_CLOSED", "ORDER_CLOSED", "268447914"],
  ["PAY_TRADE_FAILED", "TRADE_ERROR", "ACQ.PAYMENT_FAIL"],
  ["RISK_GATEWAY_REJECT", "ACQ.PAYMENT_REQUEST_HAS_RISK", "RULE_LIMIT", "RULELIMIT"],
  ["CB_IDENTITY_MISMATCH", "268447843"],
  ["ORD_DUP_PAYMENT", "ACQ.TRADE_HAS_SUCCESS", "ORDER_PAID", "268449538"],
];
const rows = gateway.flatMap(([cause, ...codes]) => codes.map((code) => [code, cause] as const));

/** Every way in which the same code is seen. */
const spellings = (code: string): string[] => [
  ...new Set([
    code,
    code.toLowerCase(),
    code.replaceAll("_", ""),
    code.replace(/^ACQ\./, ""),
    code.slice(0, 32),
    ` ${code} `,
  ]),
];

describe("a gateway's code", () => {
  test.each(rows)("%s is a sign of %s, however it is spelt and wherever it stands", (code, cause) => {
    for (const spelt of spellings(code)) {
      expect(causeOfCode(spelt, "gateway"), spelt).toBe(cause);
      expect(classCauses[errorClass("", spelt)], spelt).toBe(cause);
    }
    // Suppliers do not speak so.
    expect(classOfCode(code, "supplier")).toBeUndefined();
    // Short numbers are codes only where they stand as the code.
    if (code.length <= 5 && /^\d+$/.test(code)) return;
    for (const text of [`[${code}] 请稍后再试`, `error: ${code}`, `${code}`])
      expect(classCauses[errorClass(text)], text).toBe(cause);
  });

  test("the tail of WeChat's Request-Id is one", () => {
    expect(errorClass("Request-Id: 08F2B9A1B0061023-268448010")).toBe("merchant_limit");
    expect(errorClass("08F2B9A1B006-268447914", null)).toBe("closed");
    expect(errorClass("1268448010123")).toBe("other");
  });

  test.each([
    ["ACCOUNT_ERROR", "账户存在异常，支付有风险", "RISK_GATEWAY_REJECT"],
    ["ACCOUNT_ERROR", "卡号有误", "PAY_CARD_INVALID"],
    ["RULE_LIMIT", "该卡不支持境外支付", "POL_CHANNEL_BLOCKED"],
    ["NO_AUTH", "cross-border payments are not open", "POL_CHANNEL_BLOCKED"],
    ["NO_AUTH", "商户无权限", "PAY_CONFIG_ERROR"],
    ["PAYMENT_FAIL", "余额不足", "PAY_FUNDS_SHORT"],
    ["TRADE_ERROR", "交易失败", "PAY_TRADE_FAILED"],
  ] as const)("%s means what is written beside it: %s", (code, message, cause) => {
    expect(classCauses[errorClass(message, code)]).toBe(cause);
  });
});

describe("a supplier's code", () => {
  test.each([
    ["9", "juhe", "FUL_FAILED"],
    ["sta=9", "upstream-1", "FUL_FAILED"],
    ["sta: 9", "", "FUL_FAILED"],
    ["-1", "yrapi", "FUL_FAILED"],
    ["state=2", "yrapi", "FUL_FAILED"],
    ["2", "yrapi", "FUL_FAILED"],
    ["0", "yrapi", "FUL_UPSTREAM_SLOW"],
    ["status=3", "yrapi", "FUL_UPSTREAM_SLOW"],
    ["state_3", "yrapi", "FUL_PARTIAL"],
    ["2", "kasushou", "FUL_UPSTREAM_SLOW"],
    ["4", "kasushou", "FUL_FAILED"],
    ["5", "kasushou", "FUL_FAILED"],
    ["kasushou-5", "", "FUL_FAILED"],
    ["8", "mf178", "FUL_FAILED"],
    ["status 8", "mf178", "FUL_FAILED"],
    ["8015", "MoonRecharge", "INP_TARGET_WRONG"],
    ["8015", "supplier-a", "INP_TARGET_WRONG"],
    ["6", "dujiaoka", "FUL_OUT_OF_STOCK"],
    ["insufficient_stock", "acg", "FUL_OUT_OF_STOCK"],
    ["409", "upstream-1", "FUL_OUT_OF_STOCK"],
    ["product_unavailable", "acg", "FUL_NO_MATCH"],
    ["SKU_UNAVAILABLE", "acg", "FUL_NO_MATCH"],
    ["insufficient_balance", "acg", "FUL_UPSTREAM_FUNDS"],
    ["402", "upstream-1", "FUL_UPSTREAM_FUNDS"],
    ["payment_failed", "acg", "FUL_UPSTREAM_FUNDS"],
    ["TIMEOUT", "upstream-1", "FUL_UPSTREAM_DOWN"],
    ["HTTP_503", "upstream-1", "FUL_UPSTREAM_DOWN"],
    ["502", "upstream-1", "FUL_UPSTREAM_DOWN"],
  ] as const)("%s from %s is a sign of %s", (code, supplier, cause) => {
    expect(causeOfCode(code, "supplier", supplier)).toBe(cause);
    expect(classCauses[errorClass("", code, "supplier", supplier)]).toBe(cause);
  });

  test.each(["8", "2", "9", "3", "0", "6"])("a bare %s means nothing from anybody else", (code) => {
    for (const where of ["gateway", "supplier", "order", "person", "callback"] satisfies Place[])
      expect(causeOfCode(code, where, "supplier-a"), where).toBeNull();
  });

  test.each([
    ["很抱歉，商品暂时无法发出", "FUL_OUT_OF_STOCK"],
    ["state: 3 部分成功", "FUL_PARTIAL"],
    ["上游余额不足", "FUL_UPSTREAM_FUNDS"],
    ["缺少区服参数", "FUL_NO_MATCH"],
    ["no mapping for this sku", "FUL_NO_MATCH"],
    ["upstream timed out", "FUL_UPSTREAM_DOWN"],
    ["connection refused", "FUL_UPSTREAM_DOWN"],
    ["充值账号不存在", "INP_TARGET_WRONG"],
    ["player not found", "INP_TARGET_WRONG"],
    ["空号", "INP_TARGET_WRONG"],
    ["库存不足", "FUL_OUT_OF_STOCK"],
    ["手机号运营商与商品不符", "INP_TARGET_WRONG"],
    ["号码归属地与商品不匹配", "INP_TARGET_WRONG"],
    ["运营商错误", "INP_TARGET_WRONG"],
    ["非移动号码，无法充值", "INP_TARGET_WRONG"],
    ["携号转网号码暂不支持", "INP_TARGET_WRONG"],
    ["不支持该号段", "INP_TARGET_WRONG"],
    ["手机号已停机", "INP_TARGET_WRONG"],
    ["号码欠费停机", "INP_TARGET_WRONG"],
    ["该号码已销号", "INP_TARGET_WRONG"],
    ["账号与区服不匹配", "INP_TARGET_WRONG"],
    ["游戏账号已被封禁", "INP_TARGET_WRONG"],
    ["QQ号错误", "INP_TARGET_WRONG"],
    ["carrier does not match the product", "INP_TARGET_WRONG"],
    ["operator mismatch", "INP_TARGET_WRONG"],
    ["not a China Mobile number", "INP_TARGET_WRONG"],
    ["invalid msisdn", "INP_TARGET_WRONG"],
    ["subscriber is barred", "INP_TARGET_WRONG"],
    ["商品与面值不符", null],
    ["平台账户余额不足", "FUL_UPSTREAM_FUNDS"],
    ["上游账户欠费", "FUL_UPSTREAM_FUNDS"],
    ["区服不存在", "FUL_NO_MATCH"],
    ["商品不存在", "FUL_NO_MATCH"],
    ["network error", "FUL_UPSTREAM_DOWN"],
  ] as const)("“%s” is a sign of %s", (message, cause) => {
    expect(classCauses[errorClass(message, null, "supplier", "yrapi")]).toBe(cause);
  });
});

describe("a supplier's answer that leaves open what it did", () => {
  const unsaid = (text: string, code: string | null = null) =>
    isUnsaid(text, code, errorClass(text, code, "supplier", "yrapi"));

  test.each([
    ["read timed out, result unknown", "TIMEOUT"],
    ["", "TIMEOUT"],
    ["", "HTTP_504"],
    ["Bad Gateway", "502"],
    ["internal server error", "500"],
    ["socket hang up", null],
    ["接口超时", null],
    ["上游无响应", null],
    ["充值结果未知，请稍后查询", null],
    ["订单状态待确认", null],
    ["state unknown", "8015"],
  ])("“%s” %s does", (text, code) => expect(unsaid(text, code)).toBe(true));

  test.each([
    ["connect timed out", "TIMEOUT"],
    ["connection refused", null],
    ["连接超时", null],
    ["无法连接上游", null],
    ["系统维护中", null],
    ["系统繁忙", null],
    ["Service Unavailable", "503"],
    ["充值失败", null],
    ["手机号运营商与商品不符", null],
    ["库存不足", null],
    ["", null],
  ])("“%s” %s does not", (text, code) => expect(unsaid(text, code)).toBe(false));
});

/** The same words mean other things elsewhere. */
test.each([
  ["余额不足", "gateway", "funds"],
  ["余额不足", "supplier", "supplier_funds"],
  ["insufficient_balance", "gateway", "funds"],
  ["账户存在异常", "gateway", "risk"],
  ["账户异常，请联系客服", "order", "account"],
  ["账户异常，请联系客服", "person", "account"],
  ["充值失败", "person", "failed"],
  ["上游接口超时", "order", "supplier_down"],
  ["超时未支付，已自动关闭", "order", "closed"],
  ["timeout", "supplier", "supplier_down"],
  ["timeout", "gateway", "channel"],
] as const)("“%s” from %s is %s", (text, where, name) => {
  expect(errorClass(text, null, where)).toBe(name);
});

/** Messages as payment pages show them. */
test.each([
  ["您的余额不足，请更换其他支付方式", "funds"],
  ["Insufficient funds", "funds"],
  ["单日支付限额5000元，当前充值6000元将失败", "limit"],
  ["Amount exceeds your daily limit", "limit"],
  ["商户今日收款额度已满", "merchant_limit"],
  ["merchant daily quota reached", "merchant_limit"],
  ["支付密码错误次数过多，请3小时后再试", "locked"],
  ["payment password locked", "locked"],
  ["银行卡已挂失", "card"],
  ["invalid card number", "card"],
  ["尚未开通快捷支付", "method_off"],
  ["payment switch is off", "method_off"],
  ["不支持信用卡支付", "unsupported"],
  ["请在微信外打开订单", "unsupported"],
  ["credit cards are not accepted", "unsupported"],
  ["系统繁忙，请稍后再试", "channel"],
  ["银行系统升级维护中", "channel"],
  ["bank is under maintenance", "channel"],
  ["验签失败", "config"],
  ["该订单已支付，请勿重复支付", "paid"],
  ["商户订单号重复", "duplicate"],
  ["优惠券不满足使用条件", "coupon"],
  ["coupon cannot be stacked", "coupon"],
  ["短信验证码未输入", "challenge"],
  ["face verification not completed", "challenge"],
  ["登录已过期，请重新登录", "session"],
  ["新用户首次购买需人工审核", "level"],
  ["请先完成实名认证", "verify"],
  ["跨境支付已暂停", "policy"],
  ["交易存在风险，已被拦截", "risk"],
  ["订单已关闭", "closed"],
  ["用户取消支付", "waiting"],
  ["等待用户输入密码", "paying"],
  ["网络连接中断", "network"],
  ["交易失败", "declined"],
  ["payment declined", "declined"],
  ["资金已由银行退回", "reversal"],
  ["金额不一致", "mismatch"],
  ["金额格式错误", "amount"],
  ["", "other"],
  ["?!", "other"],
  ["zzz-unheard-of", "other"],
] as const)("“%s” is %s", (text, name) => {
  expect(errorClass(text)).toBe(name);
});

test("what is published names causes that there are, and reads back as it says", () => {
  expect(new Set(rawCodes.map((one) => `${one.where} ${one.code}`)).size).toBe(rawCodes.length);
  for (const { code, causes, where } of rawCodes) {
    expect(causes.length, code).toBeGreaterThan(0);
    for (const cause of causes) expect(causeCodes).toContain(cause);
    const [supplier = "", member] = where.split(" ");
    const place = where === "gateway" ? "gateway" : "supplier";
    expect(causeOfCode(member ? `${member}=${code}` : code, place, supplier), `${where} ${code}`).toBe(causes[0]);
  }
  expect(spelling("ACQ.Order_Paid")).toBe("ORDERPAID");
});

test("no text, however long or odd, takes long or throws", () => {
  for (const text of ["a".repeat(100_000), "限".repeat(50_000), "268".repeat(30_000), "\u0000‮😀".repeat(9_000)])
    for (const where of ["gateway", "supplier", "order", "person"] satisfies Place[])
      expect(typeof errorClass(text, text, where)).toBe("string");
});
