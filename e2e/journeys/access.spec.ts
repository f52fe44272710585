import AxeBuilder from "@axe-core/playwright";
import type { Locator, Page } from "@playwright/test";
import { Api } from "../fixtures/api.ts";
import { ASKED_CHANNEL, buy, buyAtGateway } from "../fixtures/buy.ts";
import { expect, test } from "../fixtures/test.ts";
import { type Locale, locales, speak, wordsOf } from "../fixtures/words.ts";
import { openTicketByApi } from "./by-api.ts";
import { answerAll, goToProofs, startChecklist, submitTicket, uploadProof } from "./customer.ts";

const themes = ["light", "dark"] as const;
type Theme = (typeof themes)[number];

async function expectAccessible(page: Page): Promise<void> {
  await page.waitForLoadState();
  // While a page refreshes itself its title is away for a moment.
  await expect(page).toHaveTitle(/./);
  // Something that still moves is not yet in its own colours. What turns for ever (a spinner) is not waited for.
  await page.evaluate(() => {
    const ending = document.getAnimations().filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity);
    return Promise.race([
      Promise.allSettled(ending.map(({ finished }) => finished)),
      new Promise((resolve) => setTimeout(resolve, 1_000)),
    ]);
  });
  // Only what is wrong, told by the page itself: on a long one, handing over all that is right takes ten times as long as finding out.
  // Frames are asked one by one, which that way of asking does not do.
  const alone = page.frames().length === 1;
  const axe = new AxeBuilder({ page }).options({ resultTypes: ["violations"] }).setLegacyMode(alone);
  const { violations } = await axe.analyze();
  const told = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(" | ")}`);
  expect(told, new URL(page.url()).pathname).toEqual([]);
  const width = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(width, `${page.url()} scrolls sideways`).toBeLessThanOrEqual(0);
  const below = await page.evaluate(() => {
    const ends = [...document.body.children].map((part) => part.getBoundingClientRect().bottom + window.scrollY);
    return document.documentElement.scrollHeight - Math.max(window.innerHeight, ...ends);
  });
  expect(Math.floor(below), `${page.url()} scrolls beyond its end`).toBeLessThanOrEqual(0);
}

async function expectAllAccessible(page: Page, places: readonly [path: string, shown: Locator][]): Promise<void> {
  for (const [path, shown] of places) {
    await page.goto(path);
    await expect(shown).toBeVisible();
    await expectAccessible(page);
  }
}

async function look(page: Page, locale: Locale, theme: Theme): Promise<void> {
  await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
  await speak(page, locale);
  await page.goto(`/theme?to=${theme}&back=/`);
}

/**
 * Which pages a screen is asked about: with two of the four forms for each of the two screens, every page is asked in every pair of
 * screen, language and theme. `ACCESS=all` asks for all eight.
 */
function skipForm(project: string, locale: Locale, theme: Theme): void {
  const even = (project === "phone") === ((locale === "zh-CN") === (theme === "light"));
  test.skip(process.env.ACCESS !== "all" && !even, "asked of the other screen");
}

for (const locale of locales) {
  for (const theme of themes) {
    test(`nothing to object to on a customer's pages (${locale}, ${theme})`, async ({ page }, { project }) => {
      skipForm(project.name, locale, theme);
      test.setTimeout(300_000);
      await look(page, locale, theme);
      await expectAccessible(page);
      const asking = await startChecklist(page, locale, await buy("PAY_UNPAID"));
      await expectAccessible(page);
      await page.goto(`/d/${asking}/pay`);
      await expectAccessible(page);
      const id = await startChecklist(page, locale, await buy("CB_MISSING"));
      await page.goto(`/d/${id}/prove`);
      await expectAccessible(page);
      await page.goto(`/d/${id}`);
      await answerAll(page, locale);
      await expectAccessible(page);
      await goToProofs(page, locale);
      await uploadProof(page, locale);
      await expectAccessible(page);
      const number = await submitTicket(page, locale, "付了钱没有到账", "19900000001");
      await expectAccessible(page);
      for (const path of [
        `/t/${number}`,
        "/t/TK209901010001",
        "/nowhere",
        "/status",
        "/inbox",
        "/mine",
        "/hand-over",
        "/go/a.b",
        "/notices/a.b",
        "/before?amount=200",
        "/before/credit",
        "/help",
        "/help?q=退款",
        "/help/cb-missing",
        "/embed?channel=alipay&amountFen=20000",
        "/embed?view=faq",
        "/docs",
        "/docs/notices",
        "/sandbox",
        "/staff/sign-in",
        "/staff/set-up",
        "/staff/invitation",
      ]) {
        await page.goto(path);
        await expectAccessible(page);
      }
    });

    test(`nothing to object to on the pages of an appeal (${locale}, ${theme})`, async ({ page, as }, { project }) => {
      skipForm(project.name, locale, theme);
      test.setTimeout(300_000);
      const order = await buyAtGateway("RISK_PLATFORM_HOLD");
      await look(page, locale, theme);
      const id = await startChecklist(page, locale, order);
      await page.goto(`/d/${id}/appeal`);
      await expectAccessible(page);
      const { own } = wordsOf(locale).appeals;
      await page.getByRole("textbox").first().fill("给家人充值");
      await page.getByRole("button", { name: own.submit }).click();
      await expect(page.getByText(own.sent)).toBeVisible();
      await expectAccessible(page);
      const lead = await as("lead");
      await look(lead, locale, theme);
      await lead.goto("/risk");
      const row = lead.getByRole("link").filter({ hasText: order.orderNo });
      await expect(row).toBeVisible();
      await expectAccessible(lead);
      await row.click();
      const { one } = wordsOf(locale).appeals;
      await expect(lead.getByRole("heading", { name: one.evidence })).toBeVisible();
      await expectAccessible(lead);
      for (const name of [one.deny, one.ask]) {
        await lead.getByRole("button", { name, exact: true }).click();
        await expect(lead.getByRole("dialog")).toBeVisible();
        await expectAccessible(lead);
        await lead.keyboard.press("Escape");
        await expect(lead.getByRole("dialog")).toHaveCount(0);
      }
    });

    test(`nothing to object to on the staff's pages (${locale}, ${theme})`, async ({ as }, { project }) => {
      skipForm(project.name, locale, theme);
      test.setTimeout(300_000);
      const order = await buy("CB_MISSING");
      const { number } = await openTicketByApi(new Api(), order);
      const work = { tickets: [number], action: { kind: "update", addTags: ["seen"] } };
      const bulk = (await new Api().post<{ id: string }>("/api/v1/tickets/bulk", work)).body;
      const page = await as("lead");
      await look(page, locale, theme);
      const places: [path: string, shown: Locator][] = [
        [`/desk/bulk/${bulk.id}`, page.getByRole("cell", { name: number })],
        ["/desk", page.locator("[data-ticket]").first()],
        [`/desk/orders/${order.orderNo}`, page.getByText(order.orderNo).first()],
        [`/desk/${number}`, page.getByText(number).first()],
        ["/desk/approvals", page.getByRole("heading", { level: 1 })],
        ["/manager", page.getByRole("article").first()],
        ...["sla", "causes", "channels", "people", "money", "diagnosis"].map((board): [string, Locator] => [
          `/manager/${board}?days=30`,
          page.getByRole("table").first(),
        ]),
        ["/manager/forecast", page.getByRole("heading", { level: 1 })],
        ["/manager/reports", page.getByRole("heading", { level: 1 })],
        [
          "/manager/records?metric=promise&from=2020-01-01T00:00:00Z&to=2020-02-01T00:00:00Z",
          page.getByRole("heading", { level: 1 }),
        ],
        ["/design", page.getByRole("heading", { level: 1 })],
      ];
      await expectAllAccessible(page, places);
      // What is folded away until somebody asks: by key, as agents do.
      const { promises } = wordsOf(locale).desk;
      await page.goto(`/desk/${number}?queue=all`);
      await expect(page.locator('[data-action="ticket.clocks"]')).toBeVisible();
      await page.keyboard.press("Shift+H");
      await expect(page.getByText(promises.never)).toBeVisible();
      await expectAccessible(page);
    });

    test(`nothing to object to on the pages about money (${locale}, ${theme})`, async ({ as }, { project }) => {
      skipForm(project.name, locale, theme);
      test.setTimeout(300_000);
      await buyAtGateway("CB_MISSING");
      const page = await as("admin");
      await look(page, locale, theme);
      const paths = ["", "/callbacks", "/bills", "/commands", "/cases"].map((path) => `/money${path}`);
      const places = [
        ...paths,
        "/settings/notices",
        "/settings/macros",
        "/settings/fields",
        "/desk/calls",
        "/settings/templates",
        "/settings/webhooks",
        "/notices",
        "/notices?tab=preferences",
        "/incidents",
        "/settings/people",
        "/settings/sla",
        "/settings/shifts",
        "/settings/calendars",
        "/settings/transfer",
        "/settings/automation",
        "/settings/automation/new",
        "/settings/articles",
        "/settings/articles/cb-missing",
        "/settings/articles/new",
        "/settings/privacy",
        "/staff/security",
        "/risk/rules",
        "/risk/customers?id=U1",
        "/channels",
        `/channels/${ASKED_CHANNEL}`,
        "/settings",
      ];
      await expectAllAccessible(
        page,
        places.map((path) => [path, page.getByRole("heading", { level: 1 })]),
      );
    });

    test(`nothing to object to on the pages of keepers (${locale}, ${theme})`, async ({ as }, { project }) => {
      skipForm(project.name, locale, theme);
      const page = await as("lead");
      await look(page, locale, theme);
      const t = wordsOf(locale).checklist;
      for (const [path, heading] of [
        ["/checklist", t.graph.title],
        ["/checklist/simulator", t.simulator.title],
        ["/checklist/versions", t.versions.title],
        ["/checklist/versions/running", t.versions.against],
        ["/checklist/learning", t.learning.title],
      ] as const) {
        await page.goto(path);
        await expect(page.getByRole("heading", { name: heading, exact: true })).toBeVisible();
        await expect(page.getByRole("status", { name: t.loading })).toHaveCount(0);
        await expectAccessible(page);
      }
    });
  }
}
