import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { db, setConnection, transact } from "#db/client.ts";
import { noticeDeliveries, outbox } from "#db/schema/index.ts";
import { type TestDatabase, testDatabase, withSecondConnection } from "#db/testing.ts";
import { verifyAudit } from "#server/audit/index.ts";
import { overrideEnv } from "#server/core/env.ts";
import { newId } from "#server/core/ids.ts";
import { viewDiagnosisPage } from "#server/diagnosis/index.ts";
import { event, paidWithoutCallback, send } from "#server/orders/testing.ts";
import { decoded, FakeMail, FakeWebhook, SMS_SECRET } from "./channels/testing.ts";
import {
  followLink,
  getPreferences,
  listDeliveries,
  preferencesUrl,
  previewLink,
  readPreferencesToken,
  resendDelivery,
  savePreferences,
  sendDue,
} from "./index.ts";
import { agent, at, customer, Moving, seconds, system, work } from "./testing.ts";

let database: TestDatabase;
let clock: Moving;
const [mail, sms] = [new FakeMail(), new FakeWebhook()];
beforeAll(async () => {
  await mail.open();
  await sms.open();
});
afterAll(async () => {
  await mail.close();
  await sms.close();
});
beforeEach(async () => {
  database = await testDatabase();
  clock = new Moving();
  mail.behave("well");
  sms.behave("well");
  overrideEnv({
    ...{ SMTP_URL: mail.url, MAIL_FROM: "support@example.com", APP_URL: "https://support.example.com" },
    ...{ SMS_ADAPTER: "webhook", SMS_URL: `${sms.url}/sms`, SMS_SECRET, ALLOW_PRIVATE_URLS: true },
  });
  await record({ email: "li@example.com", phone: "13800138000" });
});
afterEach(async () => {
  overrideEnv();
  await database.drop();
});

const record = (data: object, minutes = 0) =>
  send([event("topup.customer.updated", seconds(minutes), { customerId: "C1001", ...data })], at(minutes));
const happen = (topic: string, payload: object = {}) =>
  transact((tx) =>
    tx.insert(outbox).values({
      id: newId(),
      topic,
      subject: "order:O1",
      payload: { customerId: "C1001", orderNo: "O1", amountFen: 20_000, ...payload },
      createdAt: clock.now(),
    }),
  );
const credited = () => happen("topup.succeeded");
const stuck = (orderNo = "O1") => happen("payment.troubled", { orderNo, trouble: "payment_stuck" });
const rows = () => db.select().from(noticeDeliveries).orderBy(noticeDeliveries.id);
const states = async () => (await rows()).map(({ channel, state, error }) => [channel, state, error]);
const go = (minutes: number) => {
  clock.minutes = minutes;
  return work(clock);
};
const linkIn = (text: string) => /https:\/\/support\.example\.com\/go\/([\w.-]+)/.exec(text)?.[1] ?? "";

describe("a notice", () => {
  test("goes out once by each way, and the log says so with masked addresses", async () => {
    await credited();
    await go(0);
    await go(1);
    expect([mail.taken().length, sms.taken().length]).toEqual([1, 1]);
    expect(mail.taken()[0]?.text).toContain("订单 O1 已到账 ¥200.00");
    const { items } = await listDeliveries({ ctx: agent(clock), input: {} });
    expect(items.map(({ channel, state, to, attempts }) => [channel, state, to, attempts]).toSorted()).toEqual([
      ["mail", "sent", "l***@example.com", 1],
      ["sms", "sent", "138****8000", 1],
    ]);
    expect((await rows()).every(({ address }) => address === null)).toBe(true);
    expect(JSON.stringify(items)).not.toMatch(/li@example|13800138000/);
  });

  test("stays in the inbox alone while nothing is set up, and for a customer without contacts", async () => {
    overrideEnv({ SMTP_URL: undefined, SMS_ADAPTER: "off" } as never);
    await credited();
    await go(0);
    expect(await rows()).toEqual([]);
  });

  test("is in the language of the customer's run", async () => {
    await send(paidWithoutCallback("O1", seconds(-60)), at(0));
    const { startDiagnosis } = await import("#server/diagnosis/index.ts");
    await startDiagnosis({ ctx: customer("C1001", clock), input: { orderNo: "O1", locale: "en" } });
    await credited();
    await go(0);
    expect(mail.taken()[0]?.text).toContain("Your top-up has arrived");
  });

  test("waits for the morning as a text message, and not as a mail", async () => {
    clock.minutes = 13 * 60; // 23:00 in Beijing
    await credited();
    await go(13 * 60);
    expect([mail.taken().length, sms.taken().length]).toEqual([1, 0]);
    await go(21 * 60 + 59);
    expect(sms.taken()).toHaveLength(0);
    await go(22 * 60);
    expect(sms.taken()).toHaveLength(1);
  });

  test("of long ago is not sent, as after a stop of two days", async () => {
    await credited();
    await go(2 * 24 * 60);
    expect(await states()).toEqual(expect.arrayContaining([["mail", "skipped", "TOO_OLD"]]));
    expect(mail.taken()).toEqual([]);
  });

  test("of a trouble that is over by then is not sent", async () => {
    await send(paidWithoutCallback("O1", seconds(-20)), at(0));
    mail.behave("busy");
    await stuck();
    await go(0);
    await send(
      [event("topup.credit.posted", seconds(1), { orderNo: "O1", amountFen: 20_000, reference: "CR" })],
      at(1),
    );
    mail.behave("well");
    await go(3);
    expect(mail.taken()).toEqual([]);
    expect(await states()).toEqual(expect.arrayContaining([["mail", "skipped", "NO_LONGER_TRUE"]]));
  });
});

describe("trouble on the way", () => {
  beforeEach(() => overrideEnv({ SMS_ADAPTER: "off" }));

  test("is tried again, ever later, and says what was wrong until it is given up", async () => {
    mail.behave("busy");
    await credited();
    for (const minutes of [0, 1, 5, 20, 100, 400, 800]) await go(minutes);
    expect(await rows()).toMatchObject([{ state: "failed", attempts: 6, error: expect.stringContaining("451") }]);
    mail.behave("well");
    await go(900);
    expect(mail.taken()).toEqual([]);
  });

  test("that is final is not tried again", async () => {
    mail.behave("no");
    await credited();
    await go(0);
    expect(await rows()).toMatchObject([{ state: "failed", attempts: 1, nextAttemptAt: null }]);
  });

  test("in the middle leaves it unknown, and a mail is never sent twice for that", async () => {
    mail.behave("cut");
    await credited();
    await go(0);
    mail.behave("well");
    await go(30);
    expect(await rows()).toMatchObject([{ state: "unknown" }]);
    expect(mail.taken()).toEqual([]);
  });

  test("of our own, a worker that dies in the middle, is the same", async () => {
    await credited();
    await go(0);
    const dead = { state: "sending" as const, leaseOwner: "dead", leaseUntil: at(2), nextAttemptAt: at(2) };
    await transact((tx) => tx.update(noticeDeliveries).set({ ...dead, address: "s1.x" }));
    await go(1);
    expect(await rows()).toMatchObject([{ state: "sending" }]);
    await go(3);
    expect(await rows()).toMatchObject([{ state: "unknown", error: "WORKER_DIED", address: null }]);
  });

  test("two workers at once send once", async () => {
    await credited();
    mail.behave("well");
    const [{ settle }, { deliverInbox }] = await Promise.all([import("./testing.ts"), import("./index.ts")]);
    await settle();
    await deliverInbox(clock);
    await withSecondConnection(database.url, async (second) => {
      const mine = sendDue(system(clock));
      setConnection(second);
      const theirs = sendDue(system(clock));
      await Promise.all([mine, theirs]);
      setConnection(database.connection);
    });
    expect(mail.taken()).toHaveLength(1);
  });
});

test("a text message to a receiver that knows repetitions is tried again after an unknown end", async () => {
  overrideEnv({ SMTP_URL: undefined } as never);
  sms.behave("cut");
  await credited();
  await go(0);
  sms.behave("well");
  await go(2);
  expect(sms.taken()).toHaveLength(1);
  expect(await states()).toEqual([["sms", "sent", null]]);
});

describe("what a customer wants", () => {
  test("is kept: hints stop, what is about their money does not", async () => {
    const ctx = customer("C1001", clock);
    await savePreferences({ ctx, input: { mail: false, sms: false } });
    expect(await getPreferences("C1001")).toEqual({ mail: false, sms: false });
    await stuck();
    await credited();
    await go(0);
    expect(mail.taken().map(({ text }) => text.includes("已到账"))).toEqual([true]);
    expect((await states()).filter(([, , error]) => error === "UNSUBSCRIBED")).toHaveLength(2);
    expect((await verifyAudit()).broken).toEqual([]);
  });

  test("is said by a link that is their own and cannot be made up", async () => {
    const token = new URL(preferencesUrl("C1001")).pathname.split("/").at(-1) ?? "";
    expect(readPreferencesToken(token)).toBe("C1001");
    const [, signature] = token.split(".");
    expect(readPreferencesToken(`${Buffer.from("C1002").toString("base64url")}.${signature}`)).toBeUndefined();
    expect(readPreferencesToken("nonsense")).toBeUndefined();
  });

  test("is bounded for them: no more hints a day than a person can bear", async () => {
    for (let i = 1; i <= 7; i++) await send(paidWithoutCallback(`O${i}`, seconds(-20)), at(0));
    await go(0);
    expect([mail.taken().length, sms.taken().length]).toEqual([4, 2]);
    expect((await states()).filter(([, , error]) => error === "RATE_LIMITED")).toHaveLength(3 + 5);
  });
});

describe("the link in a mail", () => {
  const page = async (diagnosis: string) =>
    viewDiagnosisPage({ ctx: customer(`diagnosis:${diagnosis}`, clock), input: { id: diagnosis } });
  beforeEach(async () => {
    await send(paidWithoutCallback("O1", seconds(-20)), at(0));
    await go(0);
  });
  const token = () => linkIn(decoded(mail.mails[0]?.raw ?? ""));

  test("opens the checklist with the order proven, and the same run each time", async () => {
    const opened = await followLink({ ctx: system(clock), token: token() });
    if (!("diagnosis" in opened)) throw new Error("it opened no run");
    expect(await page(opened.diagnosis)).toMatchObject({ orderNo: "O1", proof: "proven" });
    expect(await followLink({ ctx: system(clock), token: token() })).toEqual(opened);
    expect(await previewLink(token(), clock.now())).toEqual({ orderNo: "O1", works: true });
  });

  test("opens nothing by itself any more after three days, or once the contact is another's", async () => {
    clock.minutes = 3 * 24 * 60 + 1;
    expect(await followLink({ ctx: system(clock), token: token() })).toEqual({ order: "O1" });
    clock.minutes = 5;
    await record({ email: "new@example.com" }, 5);
    expect(await followLink({ ctx: system(clock), token: token() })).toEqual({ order: "O1" });
  });

  test("cannot be made up", async () => {
    const [id = "", signature = ""] = token().split(".");
    const [other] = (await rows()).filter(({ channel }) => channel === "sms");
    const otherId = Buffer.from((other?.id ?? "").replaceAll("-", ""), "hex").toString("base64url");
    for (const forged of [`${id}.${signature.slice(1)}`, `${otherId}.${signature}`, "", "a.b", "x".repeat(2_000)]) {
      expect(await followLink({ ctx: system(clock), token: forged })).toEqual({ order: null });
    }
  });
});

describe("staff", () => {
  test("filter the log, page through it, and send one again to the contact as it is now", async () => {
    mail.behave("no");
    await credited();
    await go(0);
    const failed = await listDeliveries({ ctx: agent(clock), input: { state: "failed", channel: "mail" } });
    const [first] = failed.items;
    expect(failed.items).toHaveLength(1);
    await record({ email: "new@example.com" }, 1);
    mail.behave("well");
    await resendDelivery({ ctx: agent(clock), input: { id: first?.id ?? "" } });
    await go(2);
    expect(mail.taken()).toMatchObject([{ to: "new@example.com" }]);
    const page = await listDeliveries({ ctx: agent(clock), input: { orderNo: "O1", limit: 1 } });
    const rest = await listDeliveries({
      ctx: agent(clock),
      input: { orderNo: "O1", limit: 1, cursor: page.nextCursor ?? "" },
    });
    expect([page.items.length, rest.items.length, rest.nextCursor]).toEqual([1, 1, null]);
    expect((await verifyAudit()).broken).toEqual([]);
  });

  test("send again what came with a number of its own, which no receiver takes for the first; what may have come with the same", async () => {
    overrideEnv({ SMTP_URL: undefined } as never);
    await credited();
    await go(0);
    const [row] = await rows();
    const resend = () => resendDelivery({ ctx: agent(clock), input: { id: row?.id ?? "" } });
    await resend();
    await go(1);
    const [first, second] = sms.taken().map(({ id }) => id);
    expect(first).toBe(row?.id);
    expect(second).not.toBe(first);

    const may = { state: "unknown" as const, sentAt: null, reference: null };
    await transact((tx) => tx.update(noticeDeliveries).set(may));
    await resend();
    await go(2);
    expect(sms.taken().at(-1)?.id).toBe(first);
  });

  test("cannot send what is under way, what has no address, or without the right", async () => {
    await credited();
    await go(0);
    const [row] = await rows();
    const input = { id: row?.id ?? "" };
    const outsider = { ...agent(clock), actor: { kind: "apiKey" as const, id: "k", name: "k", scopes: [] } };
    await expect(listDeliveries({ ctx: outsider, input: {} })).rejects.toMatchObject({ status: 403 });
    await expect(resendDelivery({ ctx: outsider, input })).rejects.toMatchObject({ status: 403 });
    await transact((tx) =>
      tx.update(noticeDeliveries).set({ state: "queued" }).where(eq(noticeDeliveries.id, input.id)),
    );
    await expect(resendDelivery({ ctx: agent(clock), input })).rejects.toMatchObject({ code: "DELIVERY_UNDER_WAY" });
    await expect(resendDelivery({ ctx: agent(clock), input: { id: "none" } })).rejects.toMatchObject({ status: 404 });
  });
});
