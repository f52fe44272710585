import AxeBuilder from "@axe-core/playwright";
import type { FileChooser, Locator, Page } from "@playwright/test";
import { buy } from "../fixtures/buy.ts";
import { expect, test } from "../fixtures/test.ts";
import { locales, speak, wordsOf } from "../fixtures/words.ts";
import { billOfPurchase, untilRead } from "./bill.ts";

// One after the other: pictures are read one at a time, and a minute is a promise to one person, not to four at once.
test.describe.configure({ mode: "default" });

/** What a person is promised: from the landing page to a sent ticket with a screenshot, and that in under a minute. */
const MOST_TAPS = 10;

/** Counts what a thumb does. Choosing a picture is two: the button, and the picture in the phone's own gallery. */
function thumb() {
  let taps = 0;
  return {
    taps: () => taps,
    tap: async (target: Locator) => {
      taps += 1;
      await target.click();
    },
    choose: async (page: Page, target: Locator, file: Awaited<ReturnType<typeof billOfPurchase>>) => {
      taps += 2;
      const [chooser] = await Promise.all([page.waitForEvent("filechooser"), target.click()]);
      await chooser.setFiles(file);
    },
  };
}

for (const locale of locales) {
  test(`from landing to a sent ticket with a screenshot in ten taps, nothing typed (${locale})`, async ({ page }) => {
    const { start, read, result, check, done } = wordsOf(locale).customer;
    const order = await buy("CB_MISSING");
    const bill = await billOfPurchase(order);
    await speak(page, locale);
    const since = Date.now();
    const { tap, choose, taps } = thumb();
    await choose(page, page.getByText(start.addPicture, { exact: true }), bill);
    await expect(page.getByText(bill.name)).toBeVisible();
    await tap(page.getByRole("button", { name: start.submit }));
    await page.waitForURL(/\/d\/[^/]+\/read$/);
    await untilRead(page, locale, tap);
    // Everything that stands on the bill was read, each beside the part of the picture where it stands.
    await expect(page.getByLabel(read.fields.orderNo)).toHaveValue(order.orderNo);
    await expect(page.getByLabel(read.fields.paymentNo)).toHaveValue(order.gatewayTradeNo);
    await expect(page.getByLabel(read.fields.amountFen)).toHaveValue("200.00");
    await expect(page.getByLabel(read.paid)).toBeChecked();
    await expect(page.getByRole("img", { name: read.crop }).first()).toBeVisible();
    await tap(page.getByRole("button", { name: read.submit }));
    // The bill's number is the second factor: nobody is asked for it again, and the records answer every question.
    await page.waitForURL(/\/d\/[^/]+$/);
    await expect(page.getByRole("heading", { name: result.money })).toBeVisible();
    await tap(page.getByRole("link", { name: result.ticketReady }));
    await page.waitForURL(/\/check$/);
    await expect(page.getByLabel(check.contact)).toHaveValue(/\*/);
    await tap(page.getByRole("button", { name: check.submit }));
    await page.waitForURL(/\/t\/TK\d+\/done/);
    await expect(page.getByRole("heading", { name: done.title })).toBeVisible();
    expect(taps()).toBeLessThanOrEqual(MOST_TAPS);
    // How long it took is noted, not asserted: a busy machine is no slower person.
    test.info().annotations.push({ type: "took", description: `${taps()} taps, ${Date.now() - since} ms` });
  });

  test(`the same by keyboard alone (${locale})`, async ({ page }) => {
    const { start, read, result, check } = wordsOf(locale).customer;
    const order = await buy("CB_MISSING");
    await speak(page, locale);
    const picture = page.locator("#file");
    const choosers: FileChooser[] = [];
    // Long before the key: it may be pressed before a browser hears that it must not open the chooser itself.
    page.on("filechooser", (chooser) => choosers.push(chooser));
    await tabTo(page, picture);
    await page.keyboard.press("Enter");
    await expect.poll(() => choosers.length).toBe(1);
    await choosers[0]?.setFiles(await billOfPurchase(order));
    const press = async (target: Locator) => {
      await tabTo(page, target);
      await page.keyboard.press("Enter");
    };
    await press(page.getByRole("button", { name: start.submit }));
    await page.waitForURL(/\/read$/);
    await untilRead(page, locale, press);
    await press(page.getByRole("button", { name: read.submit }));
    await page.waitForURL(/\/d\/[^/]+$/);
    await press(page.getByRole("link", { name: result.ticketReady }));
    await page.waitForURL(/\/check$/);
    await press(page.getByRole("button", { name: check.submit }));
    await page.waitForURL(/\/t\/TK\d+\/done/);
  });

  test(`the same as a screen reader tells it (${locale})`, async ({ page }) => {
    const { start, read, result, check, done } = wordsOf(locale).customer;
    const order = await buy("CB_MISSING");
    await speak(page, locale);
    await expectTold(page, start.title);
    // What was chosen is announced, and can be taken out by its name.
    const chosen = page.getByRole("list", { name: start.chosenPictures });
    await page.locator("#file").setInputFiles(await billOfPurchase(order, "first.png"));
    await expect(page.getByRole("button", { name: `${start.removePicture} first.png` })).toBeVisible();
    await expect(chosen).toHaveAttribute("aria-live", "polite");
    await page.getByRole("button", { name: start.submit }).click();
    await page.waitForURL(/\/read$/);
    await untilRead(page, locale);
    await expectTold(page, read.title);
    await page.getByRole("button", { name: read.submit }).click();
    await page.waitForURL(/\/d\/[^/]+$/);
    await expect(page.getByRole("heading", { level: 2, name: result.money })).toBeVisible();
    await expectTold(page);
    await page.getByRole("link", { name: result.ticketReady }).click();
    await page.waitForURL(/\/check$/);
    await expectTold(page, check.title);
    await expect(page.getByRole("group", { name: check.claim }).getByRole("radio", { checked: true })).toHaveCount(1);
    await page.getByRole("button", { name: check.submit }).click();
    await page.waitForURL(/\/t\/TK\d+\/done/);
    await expectTold(page, done.title);
  });
}

/** Goes on by Tab until the focus is there. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  await expect(target).toBeVisible();
  for (let n = 0; n < 60; n++) {
    await page.keyboard.press("Tab");
    if (await target.evaluate((element) => element === document.activeElement)) return;
  }
  throw new Error(`The focus never came to ${target}.`);
}

/** One heading of the first level, which says where one is; one main part; every control with a name; nothing for axe. */
async function expectTold(page: Page, heading?: string): Promise<void> {
  const first = page.getByRole("heading", { level: 1 });
  await expect(first).toHaveCount(1);
  if (heading !== undefined) await expect(first).toHaveText(heading);
  await expect(page.getByRole("main")).toHaveCount(1);
  await expect(page).toHaveTitle(/./);
  const nameless = await page
    .getByRole("main")
    .ariaSnapshot()
    .then((tree) =>
      tree.split("\n").filter((line) => /- (?:button|link|textbox|radio|checkbox|combobox)\s*(?::|$|\[)/.test(line)),
    );
  expect(nameless).toEqual([]);
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
}
