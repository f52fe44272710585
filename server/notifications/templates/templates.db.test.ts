import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { transact } from "#db/client.ts";
import { noticeTemplates } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { overrideEnv } from "#server/core/env.ts";
import { FakeMail } from "../channels/testing.ts";
import { staffText } from "../staff/copy.ts";
import { sendStaff, tellStaff } from "../staff/index.ts";
import { as, happened, ofTicket, person } from "../staff/testing.ts";
import { Moving, system } from "../testing.ts";
import { listTemplates, previewTemplate, resetTemplate, saveTemplate } from "./templates.ts";
import { customerWordsFor } from "./words.ts";

freshDatabase({ beforeEach, afterEach });
const mail = new FakeMail();
beforeAll(() => mail.open());
afterAll(() => mail.close());
afterEach(() => overrideEnv());

const clock = new Moving();
const lead = () => as("boss", clock, "lead");
const told = { order: "CM1", ticket: null, params: { amountFen: 20_000 } };
const own = { kind: "credited", locale: "zh-CN", title: "钱到了", body: "{{order}}到账{{amount}}，请查收。" } as const;

test("every notice has words in both languages, which say what they may hold, and a preview", async () => {
  const all = await listTemplates({ ctx: lead() });
  for (const { kind, locale, builtIn, variables, own } of all) {
    expect(own).toBeNull();
    const preview = previewTemplate({ ctx: lead(), input: { kind, locale, ...builtIn } });
    expect(preview.unknown, kind).toEqual([]);
    expect(`${preview.mail.subject}${preview.mail.body}${preview.sms}${preview.robot}`, kind).not.toMatch(
      /\{\{|undefined/,
    );
    expect(preview.mail.action).not.toBe("");
    for (const name of variables) expect(name).toMatch(/^[a-z]+$/);
  }
  expect(new Set(all.map(({ locale }) => locale))).toEqual(new Set(["zh-CN", "en"]));
});

test("an alert names the channel that it is of, or nothing where it is of nothing, and says of which place a time is", () => {
  const alert = (params: Record<string, string | number>, locale: "zh-CN" | "en") =>
    staffText("alert", { subject: "alert:1", params: { value: 420_000, threshold: 120_000, ...params } }, locale).body;
  expect(alert({ measure: "callback_lag", key: "wechatpay" }, "zh-CN")).toBe(
    "支付回调延迟（微信支付）现为 7 分钟，超过了 2 分钟。",
  );
  expect(alert({ measure: "order_age", key: "" }, "en")).toBe("Paid and not credited is 7 min, above 2 min.");
  const due = { number: "TK1", metric: "first_response", dueAt: "2026-11-23T04:00:00Z" };
  expect(staffText("sla_warned", { subject: "ticket:TK1", params: due }, "en").body).toContain("12:00 Beijing time");
});

test("the shop's own words go out instead, as versions, until the built-in ones are wished back", async () => {
  expect(await saveTemplate({ ctx: lead(), input: own })).toMatchObject({ version: 1 });
  expect(await saveTemplate({ ctx: lead(), input: { ...own, title: "已到账" } })).toMatchObject({ version: 2 });
  expect(await customerWordsFor("credited", told, "zh-CN")).toMatchObject({
    title: "已到账",
    body: "订单 CM1 到账 ¥200.00，请查收。",
    action: "查看订单",
  });
  expect(await customerWordsFor("credited", told, "en")).toMatchObject({ title: "Your top-up has arrived" });
  await resetTemplate({ ctx: lead(), input: own });
  expect(await customerWordsFor("credited", told, "zh-CN")).toMatchObject({ title: "充值已到账" });
});

test("words that hold what is not known are not kept, and never go out with a hole", async () => {
  const broken = { ...own, body: "{{order}} {{password}}" };
  await expect(saveTemplate({ ctx: lead(), input: broken })).rejects.toMatchObject({
    code: "TEMPLATE_VARIABLE_UNKNOWN",
  });
  await expect(saveTemplate({ ctx: lead(), input: { ...own, title: "很".repeat(21) } })).rejects.toMatchObject({
    code: "TEMPLATE_TITLE_TOO_LONG",
  });
  await expect(saveTemplate({ ctx: as("lin", clock), input: own })).rejects.toMatchObject({ status: 403 });
  const row = {
    kind: "review_opened",
    locale: "zh-CN" as const,
    version: 1,
    title: "审核",
    body: "{{due}}前完成",
    active: true,
  };
  await transact((tx) =>
    tx.insert(noticeTemplates).values({ ...row, createdAt: new Date(), createdById: "x", createdByName: "x" }),
  );
  const words = await customerWordsFor("review_opened", { ...told, params: {} }, "zh-CN");
  expect(words.title).toBe("订单正在安全审核");
});

test("what somebody wrote into a template is text in a mail, and nothing that runs", async () => {
  overrideEnv({ SMTP_URL: mail.url, MAIL_FROM: "a@b.cc", APP_URL: "https://s.example" });
  mail.behave("well");
  await person("lin");
  const input = {
    kind: "staff:mentioned",
    locale: "zh-CN",
    title: "看<b>这里",
    body: "工单 {{ticket}}<script>",
  } as const;
  await saveTemplate({ ctx: lead(), input });
  await tellStaff(clock);
  await happened(clock, ofTicket("ticket.noted", { mentioned: ["lin"] }), async () => {
    await tellStaff(clock);
    await sendStaff(system(clock));
  });
  expect(mail.taken()[0]?.text).toContain("看&lt;b&gt;这里");
  expect(mail.taken()[0]?.text).not.toMatch(/<p[^>]*>[^<]*<script>/);
});
