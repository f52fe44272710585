import type { CauseCode } from "./schemas.ts";

/**
 * The codes that gateways, suppliers and shops send, and what each class of them is a sign of. Pure. Spellings differ: WeChat's own
 * documents disagree on underscores, `ACQ.` is optional, and Alipay cuts codes at 32 characters.
 */

/** Where something was said. A bare number means something only from one supplier, and the same words mean other things elsewhere. */
export const places = ["gateway", "supplier", "callback", "order", "person"] as const;
export type Place = (typeof places)[number];

/** What an error is about, with the cause that it is a sign of where it stands alone. */
export const classCauses = {
  limit: "PAY_BUYER_LIMIT",
  verify: "ACC_UNVERIFIED",
  level: "ACC_LEVEL_RESTRICTED",
  account: "ACC_FROZEN",
  session: "ACC_SESSION_EXPIRED",
  target: "INP_TARGET_WRONG",
  product: "INP_PRODUCT_WRONG",
  amount: "INP_AMOUNT_WRONG",
  coupon: "INP_COUPON_RULE",
  challenge: "INP_VERIFY_INCOMPLETE",
  duplicate: "INP_DUP_SUBMIT",
  unofficial: "INP_UNOFFICIAL_LINK",
  network: "PAY_NOT_SENT",
  waiting: "PAY_UNPAID",
  paying: "PAY_USER_PAYING",
  funds: "PAY_FUNDS_SHORT",
  merchant_limit: "PAY_MERCHANT_LIMIT",
  card: "PAY_CARD_INVALID",
  method_off: "PAY_METHOD_OFF",
  locked: "PAY_PASSWORD_LOCKED",
  unsupported: "PAY_METHOD_UNSUPPORTED",
  channel: "PAY_CHANNEL_DOWN",
  config: "PAY_CONFIG_ERROR",
  closed: "PAY_CLOSED",
  declined: "PAY_TRADE_FAILED",
  reversal: "PAY_BANK_REVERSAL",
  risk: "RISK_GATEWAY_REJECT",
  policy: "POL_CHANNEL_BLOCKED",
  paid: "ORD_DUP_PAYMENT",
  identity: "CB_IDENTITY_MISMATCH",
  mismatch: "CB_AMOUNT_MISMATCH",
  late: "CB_LATE",
  lag: "ORD_STATE_LAG",
  stock: "FUL_OUT_OF_STOCK",
  no_match: "FUL_NO_MATCH",
  supplier_funds: "FUL_UPSTREAM_FUNDS",
  supplier_down: "FUL_UPSTREAM_DOWN",
  pending: "FUL_UPSTREAM_SLOW",
  partial: "FUL_PARTIAL",
  failed: "FUL_FAILED",
  other: null,
} as const satisfies Record<string, CauseCode | null>;
export type ErrorClass = keyof typeof classCauses;
export const errorClasses = Object.keys(classCauses) as readonly ErrorClass[];

type Row = readonly [code: string, name: ErrorClass];
const named = (name: ErrorClass, ...codes: string[]): Row[] => codes.map((code) => [code, name]);

/** What payment gateways answer, spelt as in their documents. */
const gatewayCodes: readonly Row[] = [
  ...named(
    "limit",
    "ACQ.BUYER_PAYMENT_AMOUNT_DAY_LIMIT_ERROR",
    "ACQ.BUYER_PAYMENT_AMOUNT_MONTH_LIMIT_ERROR",
    "ACQ.TOTAL_FEE_EXCEED",
  ),
  ...named("verify", "ACQ.ERROR_BUYER_CERTIFY_LEVEL_LIMIT"),
  ...named("amount", "PARAM_ERROR", "268435464"),
  ...named("duplicate", "OUT_TRADE_NO_USED", "268498688"),
  ...named("network", "ACQ.TRADE_NOT_EXIST", "ORDER_NOT_EXIST", "268512771"),
  ...named("waiting", "WAIT_BUYER_PAY", "NOT_PAY"),
  ...named("paying", "USER_PAYING"),
  ...named("funds", "NOT_ENOUGH", "ACQ.BUYER_BALANCE_NOT_ENOUGH", "ACQ.BUYER_BANKCARD_BALANCE_NOT_ENOUGH"),
  ...named(
    "merchant_limit",
    "ACQ.BEYOND_PAY_RESTRICTION",
    "ACQ.BEYOND_PER_RECEIPT_RESTRICTION",
    "268448010",
    "daytop",
    "daymaxorder",
  ),
  ...named("card", "ACCOUNT_ERROR", "ACQ.BUYER_ENABLE_STATUS_FORBID"),
  ...named(
    "method_off",
    "ACQ.ERROR_BALANCE_PAYMENT_DISABLE",
    "ACQ.MOBILE_PAYMENT_SWITCH_OFF",
    "ACQ.NO_PAYMENT_INSTRUMENTS_AVAILABLE",
  ),
  ...named("unsupported", "268435461"),
  ...named("channel", "ACQ.SYSTEM_ERROR", "BANK_ERROR", "FREQUENCY_LIMITED", "268447840", "20000"),
  ...named(
    "config",
    "SIGN_ERROR",
    "NO_AUTH",
    "APPID_MCHID_NOT_MATCH",
    "MCH_NOT_EXISTS",
    "268443699",
    "ACQ.ACCESS_FORBIDDEN",
    "ACQ.MERCHANT_AGREEMENT_NOT_EXIST",
    "isv.invalid-signature",
  ),
  ...named("closed", "ACQ.TRADE_HAS_CLOSE", "TRADE_CLOSED", "ORDER_CLOSED", "268447914"),
  ...named("declined", "TRADE_ERROR", "ACQ.PAYMENT_FAIL"),
  ...named("risk", "ACQ.PAYMENT_REQUEST_HAS_RISK", "RULE_LIMIT"),
  ...named("identity", "268447843"),
  ...named("paid", "TRADE_SUCCESS", "TRADE_FINISHED", "ACQ.TRADE_HAS_SUCCESS", "ORDER_PAID", "268449538"),
];

/** What suppliers answer in words of their own; also seen as the reason of an order. */
const supplierCodes: readonly Row[] = [
  ...named("stock", "insufficient_stock", "OUT_OF_STOCK", "409"),
  ...named("no_match", "product_unavailable", "sku_unavailable"),
  ...named("supplier_funds", "insufficient_balance", "payment_failed", "402"),
  ...named("supplier_down", "timeout", "500", "502", "503", "504"),
  ...named(
    "target",
    "8015",
    "INVALID_ACCOUNT",
    "ACCOUNT_NOT_EXIST",
    "ACCOUNT_NOT_FOUND",
    "TARGET_INVALID",
    "INVALID_TARGET",
  ),
];

/** Numbers that mean something only from one supplier. `sta`, `state` and `status` are the members that carry them. */
const ownNumbers: readonly { supplier: RegExp; member: string | null; codes: Readonly<Record<string, ErrorClass>> }[] =
  [
    { supplier: /juhe|聚合/i, member: "sta", codes: { "0": "pending", "9": "failed" } },
    {
      supplier: /yrapi|yr-api/i,
      member: "state",
      codes: { "-1": "failed", "0": "pending", "2": "failed", "3": "partial" },
    },
    { supplier: /yrapi|yr-api/i, member: "status", codes: { "3": "pending" } },
    { supplier: /ka?su?shou|卡速售/i, member: null, codes: { "2": "pending", "4": "failed", "5": "failed" } },
    { supplier: /mf178|蜜蜂/i, member: "status", codes: { "8": "failed" } },
    { supplier: /moonrecharge|moon/i, member: null, codes: { "8015": "target" } },
    { supplier: /dujiaoka|独角/i, member: "status", codes: { "6": "stock" } },
  ];

/** Documents disagree on underscores, case and the `ACQ.` before a code. */
export const spelling = (code: string): string =>
  code
    .trim()
    .toUpperCase()
    .replace(/^ACQ\./, "")
    .replace(/[_\s-]/g, "");

/** Alipay cuts codes off at this many characters, so a code is known by its beginning too. */
const CUT_AT = 32;

function index(rows: readonly Row[]): Map<string, ErrorClass> {
  return new Map(
    rows.flatMap(([code, name]) => [code, code.slice(0, CUT_AT)].map((each) => [spelling(each), name] as const)),
  );
}
const atGateway = index(gatewayCodes);
const atSupplier = index(supplierCodes);
/** HTTP statuses are a supplier's word only; elsewhere such a number may be anything. */
const isShort = (code: string) => /^\d{1,4}$/.test(code);

/** The class of a code, by where it stands; undefined when it is not one that is known. */
export function classOfCode(code: string, where: Place, supplier = ""): ErrorClass | undefined {
  if (where === "supplier") {
    return ownNumber(code, supplier) ?? atSupplier.get(spelling(http(code)));
  }
  const spelt = spelling(code);
  const found = atGateway.get(spelt) ?? (where === "gateway" || isShort(spelt) ? undefined : atSupplier.get(spelt));
  // Someone else's wallet is empty: whose, the place tells.
  return found === "supplier_funds" && where === "person" ? "funds" : found;
}

const http = (code: string): string => /^\s*http[\s_:-]*(\d{3})\s*$/i.exec(code)?.[1] ?? code;

function ownNumber(code: string, supplier: string): ErrorClass | undefined {
  const [, head = "", digits] = /^(.*?)(-?\d{1,4})\s*$/.exec(code) ?? [];
  if (digits === undefined) return undefined;
  const member = /(?:^|[^a-z])(sta|state|status)[\s=:_]*$/i.exec(head)?.[1]?.toLowerCase() ?? null;
  // After a supplier's name the dash is only a dash.
  const number = member === null && head !== "" ? digits.replace("-", "") : digits;
  const theirs = ownNumbers.filter((one) => one.supplier.test(`${supplier} ${head}`));
  // "sta" is one supplier's own word, whoever the order names.
  const fits = theirs.length === 0 && member === "sta" ? ownNumbers.filter((one) => one.member === "sta") : theirs;
  const exact = fits.find((one) => one.member === member && one.codes[number]);
  const loose = fits.find((one) => (member === null || one.member === null) && one.codes[number]);
  return (exact ?? loose)?.codes[number];
}

/** Codes whose meaning the message beside them may narrow: they say no more than "no", or "not yet". */
const vague: readonly ErrorClass[] = ["declined", "waiting"];
export const isVague = (name: ErrorClass): boolean => vague.includes(name);

const second: Readonly<Record<string, readonly CauseCode[]>> = {
  ACCOUNT_ERROR: ["RISK_GATEWAY_REJECT"],
  RULE_LIMIT: ["POL_CHANNEL_BLOCKED"],
  NO_AUTH: ["POL_CHANNEL_BLOCKED"],
  "ACQ.TRADE_NOT_EXIST": ["INP_UNOFFICIAL_LINK"],
  "268512771": ["INP_UNOFFICIAL_LINK"],
  NOT_PAY: ["PAY_PASSWORD_LOCKED", "PAY_BANK_REVERSAL"],
  WAIT_BUYER_PAY: ["PAY_PASSWORD_LOCKED"],
  SIGN_ERROR: ["CB_BAD_SIGN"],
};

export type RawCode = {
  code: string;
  /** What it is a sign of, the likeliest first. */
  causes: readonly CauseCode[];
  /** Whose code it is: `gateway`, `supplier`, or one supplier's name and member. */
  where: string;
};

const causesOf = ([code, name]: Row): CauseCode[] => {
  const cause = classCauses[name];
  return [...(cause === null ? [] : [cause]), ...(second[code] ?? [])];
};
const supplierNames = [
  "juhe sta",
  "yrapi state",
  "yrapi status",
  "kasushou",
  "mf178 status",
  "MoonRecharge",
  "dujiaoka status",
];

/** Every raw code that is known, as it is published. */
export const rawCodes: readonly RawCode[] = [
  ...gatewayCodes.map((row) => ({ code: row[0], causes: causesOf(row), where: "gateway" })),
  ...supplierCodes.map((row) => ({ code: row[0], causes: causesOf(row), where: "supplier" })),
  ...ownNumbers.flatMap(({ codes }, i) =>
    Object.entries(codes).map(([code, name]) => ({
      code,
      causes: causesOf([code, name]),
      where: supplierNames[i] ?? "supplier",
    })),
  ),
];

/**
 * What a code alone is a sign of.
 * @param where who said it
 * @param supplier the supplier's name, where one did: bare numbers are nobody else's
 */
export function causeOfCode(code: string, where: Place, supplier = ""): CauseCode | null {
  const name = classOfCode(code, where, supplier);
  return name === undefined ? null : classCauses[name];
}
