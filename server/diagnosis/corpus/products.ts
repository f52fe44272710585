import type { ProductType } from "#server/orders/schemas.ts";

/** What is bought in the corpus: the goods of such shops, with accounts as people type them. */
export type Product = {
  productType: ProductType;
  productName: string;
  sku: string;
  amountFen: number;
  faceValueFen?: number;
  /** `#` stands for a digit that differs from story to story. */
  target: string;
  targetServer?: string;
};

export const products = {
  wallet: { productType: "wallet", productName: "平台余额 200 元", sku: "WALLET-200", amountFen: 20_000, target: "C@" },
  wallet50: { productType: "wallet", productName: "账户加款 50", sku: "JK-50", amountFen: 5_000, target: "C@" },
  wallet6000: {
    ...{ productType: "wallet", productName: "卡盟加款 6000 元", sku: "KM-6000", amountFen: 600_000, target: "C@" },
  },
  dollars: { productType: "wallet", productName: "API balance $20", sku: "USD-20", amountFen: 14_600, target: "C@" },
  phone: {
    ...{ productType: "direct", productName: "全国移动话费 100 元", sku: "CMCC-100", amountFen: 9_960 },
    ...{ faceValueFen: 10_000, target: "138####2208" },
  },
  unicom: {
    ...{ productType: "direct", productName: "联通话费慢充 50", sku: "CUCC-50S", amountFen: 4_790 },
    ...{ faceValueFen: 5_000, target: "186####7731" },
  },
  data: {
    productType: "direct",
    productName: "流量 10GB 月包",
    sku: "DATA-10G",
    amountFen: 3_000,
    target: "139####0046",
  },
  qcoin: { productType: "direct", productName: "Q币 30 个", sku: "QB-30", amountFen: 2_910, target: "85####771" },
  honor: {
    ...{ productType: "direct", productName: "王者荣耀点券 980", sku: "HOK-980", amountFen: 9_800 },
    ...{ target: "wx_######", targetServer: "微信区 安卓 128" },
  },
  genshin: {
    ...{ productType: "direct", productName: "原神 创世结晶 6480", sku: "YS-648", amountFen: 64_800 },
    ...{ target: "1########", targetServer: "天空岛" },
  },
  video: { productType: "direct", productName: "视频会员 季卡", sku: "VIP-Q", amountFen: 6_800, target: "152####9013" },
  oil: {
    ...{ productType: "direct", productName: "加油卡 1000 元", sku: "OIL-1000", amountFen: 99_000 },
    ...{ faceValueFen: 100_000, target: "1000113200########" },
  },
  steam: {
    ...{ productType: "card_key", productName: "Steam 充值码 100", sku: "STEAM-100", amountFen: 10_500 },
    ...{ faceValueFen: 10_000, target: "u####@mail.example" },
  },
  netease: {
    ...{
      productType: "card_key",
      productName: "网易一卡通 100 点卡密",
      sku: "WY-100",
      amountFen: 980,
      faceValueFen: 1_000,
    },
    target: "q####@mail.example",
  },
  apple: {
    ...{ productType: "card_key", productName: "App Store 礼品卡 500", sku: "APPLE-500", amountFen: 49_500 },
    ...{ faceValueFen: 50_000, target: "a####@mail.example" },
  },
  monthly: {
    ...{
      productType: "card_key",
      productName: "音乐会员月卡 激活码",
      sku: "MUSIC-M",
      amountFen: 1_280,
      target: "13#######64",
    },
  },
} as const satisfies Record<string, Product>;
export type ProductName = keyof typeof products;
