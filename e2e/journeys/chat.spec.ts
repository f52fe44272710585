import { Api } from "../fixtures/api.ts";
import { buy } from "../fixtures/buy.ts";
import { billPng } from "../fixtures/files.ts";
import { expect, test } from "../fixtures/test.ts";
import { speak, wordsOf } from "../fixtures/words.ts";
import { openTicketByApi } from "./by-api.ts";

const locale = "zh-CN";
const { customer, work, desk } = wordsOf(locale);

test("a customer and an agent talk on one page: both see the other type, answers come by themselves, notes never do", async ({
  as,
  page,
}) => {
  const { number, accessUrl } = await openTicketByApi(new Api(), await buy("CB_MISSING"));
  const agent = await as("agent");
  const link = new URL(accessUrl);
  await Promise.all([speak(page, locale, link.pathname + link.search), speak(agent, locale, "/desk")]);
  await agent.goto(`/desk/${number}?queue=all`);
  await expect(page.getByText(customer.ticket.chat.here)).toBeVisible();

  await page.getByLabel(customer.ticket.reply).pressSequentially("请问到了吗", { delay: 80 });
  await expect(agent.getByText(work.presence.customer)).toBeVisible();

  const field = agent.locator("#desk-composer");
  await field.pressSequentially("正在核实，请稍等", { delay: 80 });
  await expect(page.getByText(customer.ticket.chat.typing)).toBeVisible();
  await agent.keyboard.press("Control+Enter");
  // It is there without the customer doing anything, and what they were typing stays.
  await expect(page.getByText("正在核实，请稍等")).toBeVisible();
  await expect(page.getByLabel(customer.ticket.reply)).toHaveValue("请问到了吗");
  await expect(agent.getByText(work.conversation.read).first()).toBeVisible();

  await agent.getByText(desk.composer.internal).click();
  await field.fill("内部：供应商库存不足");
  await agent.keyboard.press("Control+Enter");
  await expect(agent.getByText("内部：供应商库存不足")).toBeVisible();
  await page.reload();
  await expect(page.getByText("正在核实，请稍等")).toBeVisible();
  await expect(page.getByText("内部：供应商库存不足")).toHaveCount(0);
});

test("a late change is resolved where it is, a macro is seen before it is sent, and a picture opens beside the trace", async ({
  as,
  isMobile,
}) => {
  test.skip(isMobile, "The trace stands beside the ticket on wide screens alone.");
  const api = new Api();
  const order = await buy("CB_MISSING");
  const picture = await api.upload(await billPng(), "bill.png");
  const { number } = await openTicketByApi(api, order);
  const message = { body: "截图", visibility: "internal", attachmentIds: [picture.body.id] };
  expect((await api.post(`/api/v1/tickets/${number}/messages`, message)).status).toBe(201);
  const agent = await as("agent");
  await speak(agent, locale, `/desk/${number}?queue=all`);

  await agent
    .getByRole("button", { name: /bill\.png/ })
    .first()
    .click();
  const box = agent.getByRole("region", { name: /bill\.png/ });
  await expect(box).toBeVisible();
  await expect(agent.getByRole("complementary", { name: desk.trace.title })).toBeVisible();
  await agent.keyboard.press("+");
  await agent.keyboard.press("]");
  await agent.keyboard.press("Escape");
  await expect(box).toHaveCount(0);

  const body = { "zh-CN": "订单 {{order.number}} 已核实。", en: "Order {{order.number}} was checked." };
  const name = { "zh-CN": `核实 ${number}`, en: `Checked ${number}` };
  await agent.goto("/settings/macros");
  await agent.getByRole("button", { name: work.macros.new }).click();
  await agent.getByLabel(work.macros.name, { exact: true }).fill(name["zh-CN"]);
  await agent.getByLabel(work.macros.nameEn).fill(name.en);
  await agent.getByLabel(work.macros.body).fill(body["zh-CN"]);
  await agent.getByLabel(work.macros.bodyEn).fill(body.en);
  await agent.getByRole("button", { name: work.macros.save, exact: true }).click();
  await expect(agent.getByRole("heading", { name: name["zh-CN"] })).toBeVisible();
  await agent.goto(`/desk/${number}?queue=all`);
  await agent.getByRole("button", { name: work.composer.macro }).click();
  const dialog = agent.getByRole("dialog");
  await dialog.getByLabel(work.macro.search).fill(number);
  await dialog.getByRole("button", { name: name["zh-CN"] }).click();
  await expect(dialog.getByText(`订单 ${order.orderNo} 已核实。`)).toBeVisible();
  await dialog.getByRole("button", { name: work.macro.use, exact: true }).click();
  await expect(dialog).toHaveCount(0);
  await expect(agent.getByText(`订单 ${order.orderNo} 已核实。`)).toBeVisible();
});
