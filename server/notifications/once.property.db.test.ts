import fc from "fast-check";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { db, transact } from "#db/client.ts";
import { noticeDeliveries, robots, staffDeliveries, webhookDeliveries } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import type { Ctx } from "#server/core/context.ts";
import { overrideEnv } from "#server/core/env.ts";
import { emit } from "#server/jobs/index.ts";
import { event, send } from "#server/orders/testing.ts";
import { ALIYUN, FakeAliyun, FakeHttp, FakeMail, FakeWebhook, type Heard, SMS_SECRET } from "./channels/testing.ts";
import { addWebhook, deliverInbox, planWebhooks, sendDue, sendStaff, sendWebhooks, tellStaff } from "./index.ts";
import { addRobot } from "./robots/robots.ts";
import { FakeDingtalk, FakeFeishu, FakeWecom } from "./robots/testing.ts";
import { claim as claimNotices } from "./send.ts";
import { claim as claimStaff } from "./staff/claim.ts";
import { as, ofTicket, person, seenBy } from "./staff/testing.ts";
import { Moving, seconds, system } from "./testing.ts";
import { claim as claimWebhooks } from "./webhooks/send.ts";

freshDatabase({ beforeEach, afterEach });
afterEach(() => overrideEnv());

/** What can happen between two looks. `dies` is before anything went out; `dies late` is after, before it was noted. */
const steps = [
  ...(["news", "plan", "plan twice", "send", "send twice", "send thrice"] as const),
  ...(["dies", "dies late", "busy", "cut", "well", "time"] as const),
];
type Step = (typeof steps)[number];
type Row = { state: string; of: string };
type Side = FakeMail | FakeHttp;

/** One way out of the product: how something comes to be sent by it, and what became of that. */
type Way = {
  side: Side;
  /** Whether the other side knows a repetition by its number. */
  repeatable: boolean;
  begin(clock: Moving): Promise<void>;
  /** Something happens that is to be sent. `n` is never the same. @returns what stands in the message or in its address by its last six figures, and in no other */
  news(clock: Moving, n: number): Promise<string>;
  plan(clock: Moving): Promise<unknown>;
  send(ctx: Ctx): Promise<unknown>;
  claim(ctx: Ctx): Promise<unknown>;
  /** A worker that sends now will not note it. */
  orphan(): Promise<unknown>;
  rows(): Promise<Row[]>;
};

const outside = { APP_URL: "https://s.example", ALLOW_PRIVATE_URLS: true };
const gone = { leaseOwner: "gone" };

function toCustomers(side: Side, repeatable: boolean, settings: () => object): Way {
  return {
    ...{ side, repeatable, send: sendDue, claim: claimNotices, plan: (clock) => deliverInbox(clock) },
    async begin() {
      overrideEnv({ ...outside, ...settings() } as never);
      await transact((tx) => tx.delete(noticeDeliveries));
    },
    async news(clock, n) {
      const [customerId, orderNo] = [`C${n}`, `CM${n}`];
      const contact = { email: `c${n}@example.com`, phone: `138${String(n).padStart(8, "0")}` };
      await send([event("topup.customer.updated", seconds(clock.minutes), { customerId, ...contact })], clock.now());
      const payload = { customerId, orderNo, amountFen: 20_000 };
      await transact((tx) => emit(tx, clock, { topic: "topup.succeeded", subject: `order:${orderNo}`, payload }));
      return orderNo;
    },
    orphan: () => transact((tx) => tx.update(noticeDeliveries).set(gone)),
    rows: async () =>
      (await db.select().from(noticeDeliveries)).map(({ state, orderNo }) => ({ state, of: orderNo ?? "" })),
  };
}

function toGroups(kind: "feishu" | "dingtalk" | "wecom", side: FakeFeishu | FakeDingtalk | FakeWecom): Way {
  return {
    ...{ side, repeatable: false, plan: (clock) => tellStaff(clock), send: sendStaff, claim: claimStaff },
    async begin(clock) {
      overrideEnv(outside);
      await transact(async (tx) => {
        await tx.delete(staffDeliveries);
        await tx.delete(robots);
      });
      const { url, secret } = side.address;
      const input = { kind, name: "值班群", url, secret, kinds: ["escalated" as const] };
      await addRobot({ ctx: as("root", clock, "admin"), input });
    },
    async news(clock, n) {
      const escalated = ofTicket("sla.escalated", { number: `TK${n}`, metric: "resolution", n });
      await transact((tx) => emit(tx, clock, { ...escalated, subject: `ticket:TK${n}` }));
      return `TK${n}`;
    },
    orphan: () => transact((tx) => tx.update(staffDeliveries).set(gone)),
    rows: async () =>
      (await db.select().from(staffDeliveries)).map(({ state, params }) => ({ state, of: String(params.number) })),
  };
}

/** Another system, which keeps what it is told by its number. */
class FakeSystem extends FakeHttp {
  protected answers: FakeHttp["answers"] = { well: [200, {}], busy: [503, {}], no: [400, {}] };
  channel = (): never => {
    throw new Error("it has none");
  };
  channelToNowhere = this.channel;
  protected read = ({ headers, body }: Heard) => ({ to: "", text: body, id: String(headers["webhook-id"]) });
}

function toSystems(side: FakeSystem): Way {
  return {
    ...{ side, repeatable: true, plan: (clock) => planWebhooks(clock), send: sendWebhooks, claim: claimWebhooks },
    async begin(clock) {
      overrideEnv(outside);
      await transact((tx) => tx.delete(webhookDeliveries));
      const input = { name: "ERP", url: `${side.url}/in`, topics: ["ticket.opened" as const], enabled: true };
      if (!known.has(side.url)) await addWebhook({ ctx: as("root", clock, "admin"), input });
      known.add(side.url);
    },
    async news(clock, n) {
      await transact((tx) => emit(tx, clock, ofTicket("ticket.opened", { number: `TK${n}` })));
      return `TK${n}`;
    },
    orphan: () => transact((tx) => tx.update(webhookDeliveries).set(gone)),
    rows: async () =>
      (await db.select().from(webhookDeliveries)).map(({ state, body }) => ({
        state,
        of: JSON.parse(body).data.number,
      })),
  };
}
const known = new Set<string>();

/** Goes through a plan, and then on with nothing but the work itself, for longer than any retry waits. */
async function live(way: Way, plan: readonly Step[], told: string[], next: () => number): Promise<void> {
  const { side } = way;
  const clock = new Moving();
  side.behave("well");
  side.came.length = 0;
  await way.begin(clock);
  const look = () => seenBy(() => way.plan(clock));
  const many = (n: number) => Promise.all(Array.from({ length: n }, () => way.send(system(clock))));
  await look();
  const doing: Record<Step, () => unknown> = {
    news: async () => told.push(await way.news(clock, next())),
    plan: look,
    "plan twice": () => seenBy(() => Promise.all([way.plan(clock), way.plan(clock)])),
    send: () => many(1),
    "send twice": () => many(2),
    "send thrice": () => many(3),
    dies: () => way.claim(system(clock)),
    "dies late": async () => {
      side.meanwhile = way.orphan;
      await many(1);
      side.meanwhile = async () => {};
    },
    ...{ busy: () => side.behave("busy"), cut: () => side.behave("cut"), well: () => side.behave("well") },
    time: () => {
      clock.minutes += 7;
    },
  };
  for (const step of ["news", "plan", ...plan] as const) await doing[step]();
  side.behave("well");
  for (let i = 0; i < 8; i++) {
    await doing.plan();
    await doing.send();
    clock.minutes += 300;
  }
}

const [mail, aliyun, sms, erp] = [new FakeMail(), new FakeAliyun(), new FakeWebhook(), new FakeSystem()];
const [feishu, dingtalk, wecom] = [new FakeFeishu(), new FakeDingtalk(), new FakeWecom()];

describe.each<[string, Way]>([
  ["a mail to a customer", toCustomers(mail, false, () => ({ SMTP_URL: mail.url, MAIL_FROM: "a@b.cc" }))],
  [
    "a text message by Aliyun",
    toCustomers(aliyun, false, () => ({
      ...{ SMS_ADAPTER: "aliyun", ALIYUN_SMS_URL: aliyun.url, ALIYUN_SMS_ACCESS_KEY_ID: ALIYUN.accessKeyId },
      ...{ ALIYUN_SMS_ACCESS_KEY_SECRET: ALIYUN.accessKeySecret, ALIYUN_SMS_SIGN_NAME: ALIYUN.signName },
      ALIYUN_SMS_TEMPLATE_CODE: ALIYUN.templateCode,
    })),
  ],
  [
    "a text message by a webhook",
    toCustomers(sms, true, () => ({ SMS_ADAPTER: "webhook", SMS_URL: `${sms.url}/sms`, SMS_SECRET })),
  ],
  ["a message to a group of Feishu", toGroups("feishu", feishu)],
  ["a message to a group of DingTalk", toGroups("dingtalk", dingtalk)],
  ["a message to a group of WeCom", toGroups("wecom", wecom)],
  ["a call to another system", toSystems(erp)],
])("%s", (_, way) => {
  const { side, repeatable } = way;
  beforeAll(() => side.open());
  afterAll(() => side.close());
  beforeEach(async () => {
    known.clear();
    await person("lin");
  });

  test("is never taken twice and never forgotten, whatever workers do and however they die", async () => {
    let n = 100_000;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...steps), { minLength: 4, maxLength: 14 }), async (plan) => {
        const told: string[] = [];
        await live(way, plan, told, () => ++n);
        const rows = await way.rows();
        expect(rows.map(({ of }) => of).sort()).toEqual(told.toSorted());
        for (const { state, of } of rows) {
          const came = side.came.filter(({ to, text }) => `${to} ${text}`.includes(of.slice(-6)));
          const times = repeatable ? new Set(came.map(({ id }) => id)).size : came.length;
          expect(times).toBeLessThanOrEqual(1);
          expect(new Set(came.map(({ text }) => text)).size).toBeLessThanOrEqual(1);
          // What nobody can know stands as that, for a person to judge; everything else is as it is said to be.
          expect(repeatable ? ["sent", "delivered"] : ["sent", "unknown"]).toContain(state);
          if (state !== "unknown") expect(times).toBe(1);
        }
      }),
      { numRuns: 12 },
    );
  });
});
