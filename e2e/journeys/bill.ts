import { expect, type Locator, type Page } from "@playwright/test";
import { bill } from "#server/reading/testing/bills.ts";
import type { Bought } from "../fixtures/buy.ts";
import { type Locale, wordsOf } from "../fixtures/words.ts";

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

/**
 * Waits on the page of readings until the picture was read. On a busy machine that takes more than the page waits for: it looks
 * once by itself, and then there is a link.
 * @param look how the link is followed
 * @param byItself false where there is no JavaScript
 */
export async function untilRead(
  page: Page,
  locale: Locale,
  look: (link: Locator) => Promise<void> = (link) => link.click(),
  byItself = true,
): Promise<void> {
  const { read } = wordsOf(locale).customer;
  const link = page.getByRole("link", { name: read.lookAgain });
  const shown = page.getByRole("button", { name: read.submit });
  await expect(shown).toBeVisible();
  if (byItself && (await link.count()) > 0) await page.waitForURL(/again=1$/);
  // As often as a picture is tried at all.
  for (let n = 0; n < 3; n++) {
    await expect(shown).toBeVisible();
    if ((await link.count()) === 0) return;
    await look(link);
    await page.waitForLoadState();
  }
}
