import { writeFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import sharp from "sharp";
import { Api } from "../fixtures/api.ts";
import { buy } from "../fixtures/buy.ts";
import { disguised, oversize } from "../fixtures/files.ts";
import { expect, test } from "../fixtures/test.ts";
import { type Locale, pattern, speak, wordsOf } from "../fixtures/words.ts";
import { billOfPurchase, untilRead } from "./bill.ts";
import { askedOn } from "./customer.ts";

// The phone speaks Chinese and the desktop English, so that both languages meet everything.
const localeOf = (project: string): Locale => (project === "phone" ? "zh-CN" : "en");

test.beforeEach(async ({ page }, info) => {
  await speak(page, localeOf(info.project.name));
});

async function begin(page: Page, locale: Locale, text: string): Promise<void> {
  const { start } = wordsOf(locale).customer;
  await page.getByLabel(start.label).fill(text);
  await page.getByRole("button", { name: start.submit }).click();
}

test("a pasted text with the payment's number leads to the result at once", async ({ page }, info) => {
  const { result } = wordsOf(localeOf(info.project.name)).customer;
  const order = await buy("CB_MISSING");
  const groups = order.gatewayTradeNo.replace(/(.{4})(?=.)/g, "$1 ");
  await begin(page, localeOf(info.project.name), `订单号：${order.orderNo}，交易单号 ${groups}，扣了200没到账`);
  await page.waitForURL(/\/d\/[^/]+$/);
  await expect(page.getByRole("heading", { name: result.money })).toBeVisible();
});

test("an order number alone, somebody else's too, shows nothing of the order", async ({ page }, info) => {
  const { prove } = wordsOf(localeOf(info.project.name)).customer;
  const order = await buy("CB_MISSING");
  await begin(page, localeOf(info.project.name), order.orderNo);
  await page.waitForURL(/\/prove$/);
  await page.getByRole("link", { name: prove.skip }).click();
  await page.waitForURL(/\/d\/[^/]+$/);
  await expect(page.getByText("¥200.00")).toHaveCount(0);
  await expect(page.getByText(order.product.name)).toHaveCount(0);
});

test("a text without a number asks for one, and goes on without", async ({ page }, info) => {
  const { read } = wordsOf(localeOf(info.project.name)).customer;
  await begin(page, localeOf(info.project.name), "支付宝扣了200没到账 / charged, nothing came");
  await page.waitForURL(/\/read$/);
  await expect(page.getByRole("heading", { name: read.title })).toBeVisible();
  await expect(page.getByLabel(read.fields.amountFen)).toHaveValue("200.00");
  await page.getByLabel(read.fields.orderNo).fill("what? / 什么");
  await page.getByRole("button", { name: read.submit }).click();
  await expect(page.getByText(read.badNumber).first()).toBeVisible();
  await page.getByLabel(read.fields.orderNo).fill("");
  await page.getByRole("button", { name: read.submit }).click();
  await page.waitForURL(/\/d\/[^/]+$/);
});

test("too long a text is refused in words and stays in the box", async ({ page }, info) => {
  const locale = localeOf(info.project.name);
  const { start } = wordsOf(locale).customer;
  const long = "没到账 ".repeat(600);
  await begin(page, locale, long);
  await expect(page.getByText(start.errors.tooLong).first()).toBeVisible();
  await expect(page.getByLabel(start.label)).toHaveValue(long);
});

test("pictures that cannot be kept say why, and nothing typed is lost with them", async ({ page }, info) => {
  const locale = localeOf(info.project.name);
  const { start, proofs } = wordsOf(locale).customer;
  const flat = { width: 10_001, height: 10_000, channels: 3 as const, background: "#ffffff" };
  const huge = await sharp({ create: flat, limitInputPixels: false }).png().toBuffer();
  await page.getByLabel(start.label).fill("没到账 / nothing came");
  const files = [
    oversize,
    { ...disguised, name: "bill.png" },
    { name: "huge.png", mimeType: "image/png", buffer: huge },
  ];
  await page.locator("#file").setInputFiles(files);
  await expect(page.getByText(proofs.errors.TOO_LARGE)).toBeVisible();
  await page.getByRole("button", { name: start.submit }).click();
  await expect(page.getByText(proofs.errors.DISGUISED)).toBeVisible();
  await expect(page.getByText(proofs.errors.TOO_LARGE)).toHaveCount(2);
  await expect(page.getByLabel(start.label)).toHaveValue("没到账 / nothing came");
  await page.getByRole("link", { name: start.without }).click();
  await page.waitForURL(/\/read$/);
  await expect(page.getByText("没到账 / nothing came")).toBeVisible();
});

test("a picture can be pasted and dropped, and taken out again", async ({ page }, info) => {
  const { start } = wordsOf(localeOf(info.project.name)).customer;
  const give = (kind: "paste" | "drop", name: string) =>
    page.evaluate(
      ([how, file]) => {
        const data = new DataTransfer();
        data.items.add(new File([new Uint8Array([1])], file, { type: "image/png" }));
        const told = { bubbles: true, cancelable: true };
        const event =
          how === "paste"
            ? new ClipboardEvent("paste", { ...told, clipboardData: data })
            : new DragEvent("drop", { ...told, dataTransfer: data });
        document.querySelector("textarea")?.dispatchEvent(event);
      },
      [kind, name] as const,
    );
  const chosen = page.getByRole("list", { name: start.chosenPictures }).getByRole("listitem");
  await expect(page.getByText(start.addPicture, { exact: true })).toBeVisible();
  await give("paste", "pasted.png");
  await give("drop", "dropped.png");
  await expect(chosen).toHaveCount(2);
  await page.getByRole("button", { name: `${start.removePicture} pasted.png` }).click();
  await expect(chosen).toHaveText(/dropped\.png/);
  for (const name of ["2.png", "3.png", "4.png"]) await give("drop", name);
  await expect(chosen).toHaveCount(3);
});

test("where the bill and the words differ, both are shown and the person picks", async ({ page }, info) => {
  const locale = localeOf(info.project.name);
  const { start, read, result } = wordsOf(locale).customer;
  const order = await buy("CB_MISSING");
  await page.getByLabel(start.label).fill(`订单号 ${order.orderNo} 扣了100没到账`);
  await page.locator("#file").setInputFiles(await billOfPurchase(order));
  await page.getByRole("button", { name: start.submit }).click();
  await page.waitForURL(/\/read$/);
  await untilRead(page, locale);
  const amounts = page.getByRole("group", { name: read.fields.amountFen });
  await expect(amounts.getByRole("radio")).toHaveCount(3);
  await amounts.getByRole("radio", { name: /200\.00/ }).check();
  await page.getByRole("button", { name: read.submit }).click();
  await page.waitForURL(/\/d\/[^/]+$/);
  await expect(page.getByRole("heading", { name: result.money })).toBeVisible();
  await page.getByRole("link", { name: read.change, exact: true }).first().click();
  // What was confirmed stands first now.
  await expect(page.getByRole("group", { name: read.fields.amountFen }).getByRole("radio").first()).toBeChecked();
});

test("an answer is changed where it stands, and only what became necessary is asked", async ({
  page,
  context,
}, info) => {
  const locale = localeOf(info.project.name);
  const { question, check, edit, form } = wordsOf(locale).customer;
  const order = await buy("PAY_UNPAID");
  await begin(page, locale, order.orderNo);
  await page.getByRole("link", { name: wordsOf(locale).customer.prove.skip }).click();
  const asked = askedOn(page);
  const first = await asked.inputValue();
  await page.locator('input[name="answer"][value="yes"]').check();
  await page.getByRole("button", { name: question.submit }).click();
  await expect(asked.and(page.locator(`[value="${first}"]`))).toHaveCount(0);
  const second = await asked.inputValue();
  // Back shows the answer given, and leaving it as it is changes nothing.
  await page.getByRole("link", { name: question.back }).click();
  await expect(page.locator('input[name="answer"][value="yes"]')).toBeChecked();
  await page.getByRole("link", { name: edit.keep }).click();
  await expect(asked).toHaveValue(second);
  // Changed in a second tab, the first one goes on from there.
  const tab = await context.newPage();
  await tab.goto(page.url());
  await tab.getByText(question.answered).click();
  await tab
    .getByRole("link", { name: pattern(check.editLabel) })
    .first()
    .click();
  await tab.locator('input[name="answer"][value="unsure"]').check();
  await tab.getByRole("button", { name: question.submit }).click();
  await tab.waitForURL(/\/d\/[^/]+$/);
  await expect(askedOn(tab).and(tab.locator(`[value="${first}"]`))).toHaveCount(0);
  await page.reload();
  await page.getByText(question.answered).click();
  await expect(page.getByRole("listitem").getByText(form.unsure)).toBeVisible();
});

test("the shop's link brings the numbers along, and one press is enough", async ({ page }, info) => {
  const { start, result } = wordsOf(localeOf(info.project.name)).customer;
  const order = await buy("CB_MISSING");
  await page.goto(`/?order=${order.orderNo}&payment=${order.outTradeNo}`);
  await expect(page.getByLabel(start.orderNo)).toHaveValue(order.orderNo);
  await page.getByRole("button", { name: start.submit }).click();
  await expect(page.getByRole("heading", { name: result.money })).toBeVisible();
});

test("the landing page asks for less than 130 KB of script, as it comes over the wire", async ({ page }) => {
  await page.goto("/", { waitUntil: "networkidle" });
  const bytes = await page.evaluate(() =>
    (performance.getEntriesByType("resource") as PerformanceResourceTiming[])
      .filter(({ name }) => new URL(name).pathname.endsWith(".js"))
      .map(({ encodedBodySize }) => encodedBodySize),
  );
  // A size of nothing would mean that nothing was measured.
  expect(Math.min(...bytes)).toBeGreaterThan(0);
  const sum = bytes.reduce((a, b) => a + b, 0);
  test.info().annotations.push({ type: "script", description: `${sum} bytes in ${bytes.length} files` });
  expect(sum).toBeLessThan(130 * 1_024);
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("a picture is read, shown and confirmed, up to the sent ticket", async ({ page }, info) => {
    const locale = localeOf(info.project.name);
    const { start, read, result, check } = wordsOf(locale).customer;
    const order = await buy("CB_MISSING");
    await page.locator("#file").setInputFiles(await billOfPurchase(order));
    await page.getByRole("button", { name: start.submit }).click();
    await page.waitForURL(/\/read$/);
    await untilRead(page, locale, undefined, false);
    await expect(page.getByLabel(read.fields.orderNo)).toHaveValue(order.orderNo);
    await page.getByRole("button", { name: read.submit }).click();
    await page.getByRole("link", { name: result.ticketReady }).click();
    await page.getByRole("button", { name: check.submit }).click();
    const number = /TK\d+/.exec(page.url())?.[0] ?? "";
    const ticket = await new Api().get<{ orderNo: string; attachments?: unknown[] }>(`/api/v1/tickets/${number}`);
    expect(ticket.body.orderNo).toBe(order.orderNo);
  });

  test("a picture that cannot be kept says why, and the text goes on", async ({ page }, info) => {
    const { start, read, proofs } = wordsOf(localeOf(info.project.name)).customer;
    await page.getByLabel(start.label).fill("没到账 KM209901010000000000");
    // By its path: handed over as bytes, it takes a busy machine longer than any step may.
    const path = info.outputPath(oversize.name);
    writeFileSync(path, Buffer.alloc(20 * 1024 * 1024, 7));
    await page.locator("#file").setInputFiles(path);
    await page.getByRole("button", { name: start.submit }).click();
    await expect(page.getByText(proofs.errors.TOO_LARGE).first()).toBeVisible();
    await expect(page.getByLabel(read.fields.orderNo)).toHaveValue("KM209901010000000000");
  });

  test("an empty box says what to fill in", async ({ page }, info) => {
    const { start } = wordsOf(localeOf(info.project.name)).customer;
    await page.getByRole("button", { name: start.submit }).click();
    await expect(page.getByText(start.errors.empty).first()).toBeVisible();
  });
});
