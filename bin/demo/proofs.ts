import sharp from "sharp";
import type { Purchase } from "../../e2e/sandbox/purchase.ts";

const WIDTH = 540;
const HEIGHT = 1_080;

/** A made-up screenshot of a bill, with the purchase's own numbers, as its customer would attach. */
export async function billImage(purchase: Purchase, format: "png" | "jpeg" | "webp"): Promise<Buffer> {
  const blue = purchase.channel.method.startsWith("al");
  const time = new Date(purchase.at.getTime() + 8 * 3_600_000).toISOString().slice(0, 19).replace("T", " ");
  const rows: [string, string][] = [
    ["交易状态 Status", "支付成功 Paid"],
    ["商品 Item", purchase.product.nameEn],
    ["付款时间 Time", time],
    ["商户单号 Merchant no.", purchase.outTradeNo],
    ["交易单号 Trade no.", purchase.gatewayTradeNo],
  ];
  const lines = rows.map(
    ([label, value], index) => `
    <text x="40" y="${470 + index * 92}" class="label">${label}</text>
    <text x="40" y="${505 + index * 92}" class="value">${value}</text>`,
  );
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}">
    <style>text{font-family:"Noto Sans SC","PingFang SC",sans-serif}.label{font-size:20px;fill:#777}.value{font-size:24px;fill:#222}</style>
    <rect width="100%" height="100%" fill="#f4f5f7"/>
    <rect width="100%" height="120" fill="${blue ? "#2f6fe4" : "#2ba245"}"/>
    <text x="40" y="76" font-size="30" fill="#fff">账单详情 Bill</text>
    <rect x="20" y="150" width="500" height="250" rx="16" fill="#fff"/>
    <circle cx="270" cy="215" r="34" fill="${blue ? "#2f6fe4" : "#2ba245"}"/>
    <path d="M254 215 l12 13 l22 -26" stroke="#fff" stroke-width="6" fill="none"/>
    <text x="270" y="340" font-size="58" text-anchor="middle" fill="#111">-${(purchase.product.priceFen / 100).toFixed(2)}</text>
    <rect x="20" y="420" width="500" height="490" rx="16" fill="#fff"/>${lines.join("")}
    <text x="270" y="1010" font-size="18" text-anchor="middle" fill="#999">SANDBOX · not a real bill</text></svg>`;
  const image = sharp(Buffer.from(svg));
  if (format === "jpeg") return image.jpeg({ quality: 82 }).toBuffer();
  return format === "webp" ? image.webp({ quality: 82 }).toBuffer() : image.png().toBuffer();
}
