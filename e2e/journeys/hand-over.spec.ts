import { expect, test } from "../fixtures/test.ts";
import { speak, wordsOf } from "../fixtures/words.ts";
import { fateOf, wordsOf as shopWordsOf } from "../sandbox/words.ts";
import { answerAll, goToProofs, submitTicket } from "./customer.ts";

test("a customer comes in from the shop, sees their own, and leaves nothing behind", async ({ page }) => {
  const [shop, words] = [shopWordsOf("zh"), wordsOf("zh-CN").mine];
  await speak(page, "zh-CN");
  await page.goto("/sandbox");
  await page.getByRole("radio", { name: fateOf("CB_MISSING", "zh").title }).check();
  // By keyboard: a click right after scrolling is still routed to the frame that stood there before.
  await page.getByRole("button", { name: shop.buy }).press("Enter");
  await page.waitForURL(/\/sandbox\/orders\/KM\d+$/);
  const orderNo = new URL(page.url()).pathname.split("/").at(-1) ?? "";

  // The shop's link: the page sends itself, and says as whom one is here.
  const tokens: string[] = [];
  page.on("request", (request) => {
    if (request.url().includes("/hand-over?token=")) tokens.push(request.url());
  });
  await page.getByRole("link", { name: shop.support }).click();
  await page.waitForURL(/\/mine\?order=/);
  const [who = ""] = words.who.split("{");
  await expect(page.getByText(who)).toBeVisible();

  // Their order is proven already: no question about identity on the way to the ticket.
  await page.getByRole("button", { name: words.openOrder.replace("{orderNo}", orderNo) }).click();
  await page.waitForURL(/\/d\/[^/]+$/);
  await answerAll(page, "zh-CN");
  await goToProofs(page, "zh-CN");
  const number = await submitTicket(page, "zh-CN", "付了钱没有到账", "19900000001");
  await page.goto("/mine");
  await expect(page.getByText(number)).toBeVisible();

  // The used link lets nobody in again.
  const [used = ""] = tokens;
  const stranger = await page.context().browser()?.newContext();
  const other = await stranger?.newPage();
  if (!other) throw new Error("no second browser");
  await other.goto(used);
  await other.waitForURL(/\/hand-over$/);
  await other.goto(new URL(`/t/${number}`, used).href);
  await expect(other.getByText(number)).toHaveCount(0);
  await stranger?.close();

  await page.getByRole("button", { name: words.end, exact: true }).click();
  await expect(page.getByRole("status").filter({ hasText: words.ended })).toBeVisible();
  await page.goto(`/t/${number}`);
  await expect(page.getByText(number)).toHaveCount(0);
});
