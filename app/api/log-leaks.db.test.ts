import { randomBytes, randomUUID } from "node:crypto";
import pino from "pino";
import { Webhook } from "standardwebhooks";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { db, transact } from "#db/client.ts";
import { auditLog, jobRuns, noticeDeliveries, outbox, user } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { createStaff, handleAuth } from "#server/auth/index.ts";
import { codeOf } from "#server/auth/testing.ts";
import { systemContext } from "#server/core/context.ts";
import { env, overrideEnv } from "#server/core/env.ts";
import { logger } from "#server/core/logger.ts";
import { forgetLimits } from "#server/http/index.ts";
import { type Job, startJobs } from "#server/jobs/index.ts";
import { FakeMail } from "#server/notifications/channels/testing.ts";
import { notificationJobs, preferencesUrl } from "#server/notifications/index.ts";
import { ticketForAccess } from "#server/tickets/index.ts";
import { handleEvents } from "./events/handler.ts";
import { notifyHandler } from "./gateways/_receive/handler.ts";
import { call, keyWith } from "./v1/_rest/testing.ts";

/**
 * Everything that people and machines hand us in confidence is a canary here. Then each way in is used, well and badly, and what is
 * written for others to read is searched for them: the log at its most talkative, the audit log, the outbox, and errors of jobs.
 */

freshDatabase({ beforeEach, afterEach });
const mail = new FakeMail();
beforeAll(() => mail.open());
afterAll(() => mail.close());

const word = () => `Cn${randomBytes(12).toString("hex")}`;
const secrets = {
  password: word(),
  wrongPassword: word(),
  apiKey: `dz_${word()}${word()}`,
  bearer: word(),
  linkSecret: word(),
  signature: word(),
  webhookSecret: `whsec_${randomBytes(24).toString("base64")}`,
  smtpPassword: word(),
  sessionToken: word(),
};
const contacts = {
  phone: "13912345678",
  email: "canary.li@customers.example",
  staffEmail: "canary.lin@staff.example",
  idNumber: "11010519491231002X",
  card: "6222021234567890128",
};

const lines: string[] = [];
const stream = pino.symbols.streamSym as unknown as keyof typeof logger;
const own = logger[stream];
beforeEach(() => {
  forgetLimits();
  lines.length = 0;
  Object.assign(logger, { [stream]: { write: (line: string) => lines.push(line) } });
  logger.level = "trace";
  overrideEnv({
    ...{ SMTP_URL: mail.url, MAIL_FROM: "support@example.com" },
    PLATFORM_WEBHOOK_SECRET: secrets.webhookSecret,
  });
});
afterEach(() => {
  Object.assign(logger, { [stream]: own });
  logger.level = "silent";
  mail.behave("well");
  overrideEnv();
});

const post = (path: string, body: unknown, cookie = "") =>
  handleAuth(
    new Request(`${env().APP_URL}/api/auth${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", origin: env().APP_URL, cookie },
      body: JSON.stringify(body),
    }),
    "192.0.2.1",
  );

/** Signs in wrongly and rightly, enrols, shows codes. @returns what else has become a secret */
async function staff(): Promise<string[]> {
  const { staffEmail: email } = contacts;
  const input = { email, name: "林", role: "lead" as const, password: secrets.password };
  await createStaff({ ctx: systemContext("test"), input });
  await post("/sign-in/email", { email, password: secrets.wrongPassword });
  await post("/sign-in/email", { email: `not-${email}`, password: secrets.wrongPassword });
  const answer = await post("/sign-in/email", { email, password: secrets.password });
  expect(answer.status).toBe(200);
  const cookie = answer.headers
    .getSetCookie()
    .map((one) => one.split(";")[0])
    .join("; ");
  const enrolled = (await (await post("/two-factor/enable", { password: secrets.password }, cookie)).json()) as {
    totpUri: string;
    recoveryCodes: string[];
  };
  const code = codeOf(enrolled.totpUri);
  await post("/two-factor/verify-totp", { code: "000000" }, cookie);
  await post("/two-factor/verify-totp", { code }, cookie);
  const token = decodeURIComponent(/session_token=([^;]+)/.exec(cookie)?.[1] ?? "").split(".")[0];
  expect(token?.length).toBeGreaterThan(10);
  const seed = new URL(enrolled.totpUri).searchParams.get("secret");
  return [token, seed, ...enrolled.recoveryCodes].map(String);
}

function event(type: string, data: object, secret = secrets.webhookSecret): Promise<Response> {
  const [id, at] = [`msg_${randomUUID()}`, new Date()];
  const subject = "OC1";
  const raw = JSON.stringify({ specversion: "1.0", id, source: "shop", type, subject, time: at.toISOString(), data });
  const headers = {
    ...{ "content-type": "application/cloudevents+json", "webhook-id": id, "x-forwarded-for": "192.0.2.1" },
    ...{ "webhook-timestamp": String(Math.floor(at.getTime() / 1_000)) },
    "webhook-signature": new Webhook(secret).sign(id, at, raw),
  };
  return handleEvents(new Request("http://localhost/api/events", { method: "POST", headers, body: raw }));
}

async function platform(): Promise<void> {
  const { phone, email } = contacts;
  const order = {
    ...{ orderNo: "OC1", customerId: "CC1", productType: "wallet", productName: "钱包充值", sku: "w100" },
    ...{ faceValueFen: 10_000, amountFen: 10_000, target: phone },
  };
  expect((await event("topup.order.created", order)).status).toBe(202);
  expect((await event("topup.customer.updated", { customerId: "CC1", email, phone })).status).toBe(202);
  await event("topup.order.created", { ...order, amountFen: phone });
  expect((await event("topup.order.created", order, `whsec_${Buffer.from(word()).toString("base64")}`)).status).toBe(
    401,
  );
}

/** Tickets, pictures and links; keys that are none. @returns what else has become a secret */
async function integration(): Promise<string[]> {
  const { phone, email, idNumber, card } = contacts;
  const key = await keyWith("*");
  await call("GET", "/tickets", { key: secrets.apiKey });
  await call("GET", "/tickets", { key: secrets.bearer });
  await call("GET", `/tickets?q=${encodeURIComponent(email)}&cursor=${phone}`, { key });
  const run = await call("POST", "/diagnoses", { key, body: { orderNo: "OC1", text: `没到账，打 ${phone}` } });
  const told = `${phone} ${email} ${idNumber} ${card}`;
  const body = { claim: "trace_funds", contact: email, description: told };
  const opened = await call("POST", `/diagnoses/${run.body.id}/ticket`, { key, body });
  expect([run.status, opened.status, opened.body.code]).toEqual([201, 201, undefined]);
  await call("POST", "/attachments", { key, raw: Buffer.from(told), headers: { "content-type": "image/png" } });
  const form = new FormData();
  form.set("file", new Blob([Buffer.from(told)], { type: "image/png" }), `${phone}.png`);
  await call("POST", "/attachments", { key, raw: form });
  const secret = new URL(opened.body.accessUrl).searchParams.get("k") ?? "";
  expect(await ticketForAccess({ number: opened.body.number, secret: secrets.linkSecret })).toBeUndefined();
  expect(await ticketForAccess({ number: opened.body.number, secret })).toBeDefined();
  return [key, secret, new URL(preferencesUrl("CC1")).pathname.split(".").at(-1) ?? ""];
}

async function gateways(): Promise<void> {
  const query = `out_trade_no=P1&buyer=${contacts.phone}&sign=${secrets.signature}`;
  for (const kind of ["alipay", "epay"] as const) {
    const headers = {
      "x-forwarded-for": "192.0.2.1",
      "x-raw-query": query,
      "content-type": "application/x-www-form-urlencoded",
    };
    const request = new Request(`http://localhost/api/gateways/${kind}/none/notify`, {
      method: "POST",
      headers,
      body: query,
    });
    await notifyHandler(kind)(request, { params: Promise.resolve({ channel: "none" }) });
  }
}

/** Two things that go wrong inside, with all that a database says of it. */
async function trouble(): Promise<void> {
  const twice = { id: "U1", name: "x", email: contacts.staffEmail, emailVerified: false, role: "agent" } as const;
  const row = { ...twice, createdAt: new Date(), updatedAt: new Date() };
  await transact((tx) => tx.insert(user).values(row)).catch((error: unknown) => {
    logger.error({ err: error }, "a row could not be written");
    logger.warn(error, `for ${contacts.staffEmail}`);
  });
  const told = `${contacts.email} ${contacts.phone} ${secrets.smtpPassword}`;
  const failing: Job = {
    name: "canary.fails",
    everyMs: 50,
    async run() {
      throw new Error(`smtp://mailer:${secrets.smtpPassword}@mail.example: ${contacts.email}`, {
        cause: Object.assign(new Error(`Bearer ${secrets.sessionToken}`), {
          password: secrets.smtpPassword,
          told: [told.split(" ")[0]],
        }),
      });
    },
  };
  mail.behave("no");
  const jobs = startJobs([...notificationJobs, failing]);
  await expect.poll(() => lines.some((line) => line.includes("canary.fails"))).toBe(true);
  const refused = async () =>
    (await db.select().from(noticeDeliveries)).some(({ error }) => error?.includes("mailbox"));
  await expect.poll(refused).toBe(true);
  await jobs.stop();
}

test("no secret and no contact is in the log, and no secret in what is kept for others to read", async () => {
  const made = await staff();
  await platform();
  made.push(...(await integration()));
  await gateways();
  await trouble();

  const log = lines.join("");
  for (const said of ["canary.fails", "a row could not be written"]) expect(log).toContain(said);
  const all = [...Object.values(secrets), ...made];
  expect(all.every((secret) => secret.length >= 8)).toBe(true);
  expect([...all, ...Object.values(contacts)].filter((canary) => log.includes(canary))).toEqual([]);

  // Who was made a member of the staff stands in the audit log by their address at work: that is what the row is for.
  const { staffEmail, ...customers } = contacts;
  const told = [...all, ...Object.values(customers)];
  const audit = JSON.stringify(await db.select().from(auditLog));
  expect(told.filter((canary) => audit.includes(canary))).toEqual([]);
  expect(audit.split(staffEmail)).toHaveLength(2);

  // An address that a notice goes to is sealed, and shown masked.
  const kept = [db.select().from(outbox), db.select().from(jobRuns), db.select().from(noticeDeliveries)];
  const text = JSON.stringify(await Promise.all(kept));
  expect([...told, staffEmail].filter((canary) => text.includes(canary))).toEqual([]);
});
