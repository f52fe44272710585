import type { Page } from "@playwright/test";
import { pageMatrix } from "#server/core/matrix/index.ts";
import { Api } from "../fixtures/api.ts";
import { ASKED_CHANNEL, buy } from "../fixtures/buy.ts";
import { expect, test } from "../fixtures/test.ts";
import { speak } from "../fixtures/words.ts";
import { openTicketByApi } from "./by-api.ts";
import { startChecklist } from "./customer.ts";

/** Pages of the matrix, opened one after the other in a real browser that reports whatever their policy stops. */
const pages = Object.entries(pageMatrix);
const ofStaff = pages.filter(([, who]) => typeof who === "object").map(([address]) => address);
const ofCustomers = pages.filter(([, who]) => typeof who !== "object").map(([address]) => address);
/** A handler or a style in the server's HTML: both would need `unsafe-inline`. What stands inside a script is none. */
const INLINE = /<[^>]+\s(?:style|on[a-z]+)=["'][^>]*>/i;

/** Collects what the policy stops and what scripts throw, from now on. */
async function listen(page: Page): Promise<string[]> {
  const found: string[] = [];
  await page.exposeFunction("__violated", (what: string) => found.push(what));
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => {
      const { violatedDirective, blockedURI, sourceFile, lineNumber } = event;
      const tell = (window as unknown as { __violated(what: string): void }).__violated;
      tell(`${location.pathname}: ${violatedDirective} stops ${blockedURI} (${sourceFile}:${lineNumber})`);
    });
  });
  page.on("console", (message) => {
    if (/Content.Security.Policy|Refused to/i.test(message.text())) found.push(`${page.url()}: ${message.text()}`);
  });
  page.on("pageerror", (error) => found.push(`${page.url()}: ${error.message}`));
  return found;
}

/** Opens each and waits until its scripts have run. */
async function visit(page: Page, addresses: readonly string[], found: string[]): Promise<void> {
  for (const address of addresses) {
    const answer = await page.goto(address, { waitUntil: "load" });
    const html = (await answer?.text())?.replaceAll(/<script\b[^>]*>[\s\S]*?<\/script>/g, "") ?? "";
    const inline = INLINE.exec(html)?.[0];
    if (inline) found.push(`${address}: ${inline.slice(0, 200)}`);
    const ran = page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve, { timeout: 2_000 })));
    // A page that leads on by itself takes its scripts with it.
    await ran.catch(() => page.waitForLoadState());
  }
}

test("no customer's page does what its policy stops", async ({ page, locale }) => {
  const found = await listen(page);
  await speak(page, locale === "zh-CN" ? "zh-CN" : "en");
  const order = await buy("CB_MISSING");
  const { number, accessUrl } = await openTicketByApi(new Api(), order);
  await page.goto(accessUrl);
  const id = await startChecklist(page, locale === "zh-CN" ? "zh-CN" : "en", await buy("CB_MISSING"));
  const filled = ofCustomers.map((address) =>
    address
      .replace("/d/[id]", `/d/${id}`)
      .replace("/t/[number]", `/t/${number}`)
      .replaceAll(/\[\w+\]/g, "a.b"),
  );
  await visit(page, filled, found);
  expect(found).toEqual([]);
});

test("no page of the staff does what its policy stops", async ({ as, locale }) => {
  const { number } = await openTicketByApi(new Api(), await buy("CB_MISSING"));
  const page = await as("admin");
  const found = await listen(page);
  await speak(page, locale === "zh-CN" ? "zh-CN" : "en");
  const filled = ofStaff.map((address) =>
    address
      .replace("/desk/[number]", `/desk/${number}`)
      .replace("[channel]", ASKED_CHANNEL)
      .replace("[version]", "0123456789abcdef")
      .replaceAll(/\[\w+\]/g, "a.b"),
  );
  await visit(page, filled, found);
  expect(found).toEqual([]);
});
