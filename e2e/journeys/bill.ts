import { bill } from "#server/reading/testing/bills.ts";
import type { Bought } from "../fixtures/buy.ts";

/** The bill of a purchase, as the payment app shows it: a picture made for this very order. */
export async function billOfPurchase(order: Bought, name = "bill.png") {
  const facts = {
    amountFen: order.product.priceFen,
    paidAt: order.at.toISOString(),
    paymentNo: order.gatewayTradeNo,
    orderNo: order.orderNo,
    payee: "星河网络科技有限公司",
  };
  return { name, mimeType: "image/png", buffer: await bill("alipay", facts) };
}
