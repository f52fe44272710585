import type { ProductType } from "#server/orders/schemas.ts";

export type Product = {
  sku: string;
  name: string;
  nameEn: string;
  type: ProductType;
  /** What the customer fills in as the target, to make a plausible one. */
  target: "phone" | "game" | "account" | "email";
  faceValueFen: number;
  priceFen: number;
  /** How often it is bought, relative to the others. */
  weight: number;
};

/** What the shop sells. All names are made up. */
export const products: readonly Product[] = [
  p("credit-50", "话费直充 50 元", "Phone credit ¥50", "direct", "phone", 5_000, 4_985, 22),
  p("credit-100", "话费直充 100 元", "Phone credit ¥100", "direct", "phone", 10_000, 9_960, 26),
  p("credit-200", "话费直充 200 元", "Phone credit ¥200", "direct", "phone", 20_000, 19_900, 10),
  p("xinghai-68", "星海远征 680 星钻", "Starsea 680 gems", "direct", "game", 6_800, 6_500, 16),
  p("xinghai-328", "星海远征 3280 星钻", "Starsea 3,280 gems", "direct", "game", 32_800, 31_200, 8),
  p("wudao-648", "雾岛物语 6480 贝壳", "Mist Isle 6,480 shells", "direct", "game", 64_800, 62_000, 5),
  p("yunque-30", "云雀点卡 30 元", "Lark game card ¥30", "card_key", "email", 3_000, 2_880, 14),
  p("yunque-100", "云雀点卡 100 元", "Lark game card ¥100", "card_key", "email", 10_000, 9_550, 12),
  p("zhuiguang-m", "追光视频会员 月卡", "Lumen Video, one month", "direct", "account", 2_500, 1_990, 18),
  p("zhuiguang-q", "追光视频会员 季卡", "Lumen Video, three months", "direct", "account", 6_800, 5_680, 7),
  p("nuomi-y", "糯米音乐会员 年卡", "Nuomi Music, one year", "direct", "account", 16_800, 13_800, 4),
  p("wallet-200", "钱包余额 200 元", "Wallet balance ¥200", "wallet", "account", 20_000, 20_000, 9),
  p("wallet-1000", "钱包余额 1000 元", "Wallet balance ¥1,000", "wallet", "account", 100_000, 100_000, 2),
];

export type PayChannel = { code: string; name: string; nameEn: string; method: string; weight: number };

/** The ways to pay at the shop. */
export const channels: readonly PayChannel[] = [
  { code: "alipay", name: "支付宝", nameEn: "Alipay", method: "alipay_wap", weight: 44 },
  { code: "wechatpay", name: "微信支付", nameEn: "WeChat Pay", method: "wechat_h5", weight: 40 },
  { code: "epay-lan", name: "聚合支付·蓝湾", nameEn: "Aggregated pay Lanwan", method: "alipay", weight: 10 },
  { code: "epay-mu", name: "聚合支付·木槿", nameEn: "Aggregated pay Mujin", method: "wxpay", weight: 6 },
];

/** The supplier that delivers what was bought. */
export const supplierOf = (product: Product): string =>
  product.type === "card_key" ? "kaku-02" : product.target === "phone" ? "huafei-01" : "zhichong-03";

function p(
  sku: string,
  name: string,
  nameEn: string,
  type: ProductType,
  target: Product["target"],
  faceValueFen: number,
  priceFen: number,
  weight: number,
): Product {
  return { sku, name, nameEn, type, target, faceValueFen, priceFen, weight };
}
