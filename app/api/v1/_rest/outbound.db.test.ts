import { afterEach, beforeEach, expect, it } from "vitest";
import { transact } from "#db/client.ts";
import { session, staffNotices } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { createStaff, handleAuth } from "#server/auth/index.ts";
import { systemContext } from "#server/core/context.ts";
import { env, overrideEnv } from "#server/core/env.ts";
import { newId } from "#server/core/ids.ts";
import { call, keyWith } from "./testing.ts";

freshDatabase({ beforeEach, afterEach });
afterEach(() => overrideEnv());

const password = "a long enough password";
const origin = () => ({ origin: env().APP_URL, "sec-fetch-site": "same-origin" });

/** Signs in, with a second factor that counts. @returns the person's id and the session's cookie */
async function signedIn(name: string) {
  const email = `${name}@example.com`;
  const { id } = await createStaff({ ctx: systemContext("test"), input: { email, name, role: "lead", password } });
  const answer = await handleAuth(
    new Request(`${env().APP_URL}/api/auth/sign-in/email`, {
      method: "POST",
      headers: { "content-type": "application/json", origin: env().APP_URL },
      body: JSON.stringify({ email, password }),
    }),
    "192.0.2.1",
  );
  await transact((tx) => tx.update(session).set({ secondFactorAt: new Date() }));
  const cookies = answer.headers.getSetCookie().map((cookie) => cookie.split(";")[0]);
  return { id, cookie: cookies.join("; ") };
}

it("shows people their own notices, in the language of the request, and lets them say how to be told", async () => {
  const { id: personId, cookie } = await signedIn("lin");
  const notice = (person: string) => ({
    ...{ id: newId(), personId: person, kind: "mentioned" as const, subject: "ticket:TK1", params: { number: "TK1" } },
    ...{ eventKey: newId(), createdAt: new Date() },
  });
  await transact((tx) => tx.insert(staffNotices).values([notice(personId), notice("another")]));
  const english = { "accept-language": "en" };
  const list = await call("GET", "/me/notices?show=unread", { cookie, headers: english });
  expect(list.body.items).toMatchObject([{ title: "You were mentioned", path: "/desk/TK1", read: false }]);
  expect(list.body.items).toHaveLength(1);
  expect((await call("GET", "/me/notices", { key: await keyWith("*") })).status).toBe(403);
  const read = await call("POST", "/me/notices/read", { cookie, headers: origin(), body: {} });
  expect(read.body).toEqual({ unread: 0 });
  const before = await call("GET", "/me/notice-preferences", { cookie });
  const { ways: _, usable: _u, phone: _p, ...wishes } = before.body;
  const put = (body: object) => call("PUT", "/me/notice-preferences", { cookie, headers: origin(), body });
  expect((await put({ ...wishes, digest: "daily" })).body).toMatchObject({ digest: "daily", usable: [] });
  expect((await put({ ...wishes, zone: "Mars/Olympus" })).body.code).toBe("ZONE_UNKNOWN");
});

it("keeps webhooks and robots with a key that may, and shows secrets once", async () => {
  overrideEnv({ ...env(), ALLOW_PRIVATE_URLS: true });
  const key = await keyWith("webhooks:write");
  const body = { name: "ERP", url: "https://erp.example.com/in", topics: ["ticket.opened"] };
  expect((await call("POST", "/webhooks", { key: await keyWith("tickets:read"), body })).status).toBe(403);
  const added = await call("POST", "/webhooks", { key, body });
  expect(added.body.secret).toMatch(/^whsec_/);
  const { id } = added.body;
  expect(JSON.stringify((await call("GET", "/webhooks", { key })).body)).not.toContain("whsec_");
  expect((await call("POST", `/webhooks/${id}/secret`, { key })).body.secret).not.toBe(added.body.secret);
  expect((await call("POST", `/webhooks/${id}/test`, { key })).status).toBe(202);
  const deliveries = await call("GET", `/webhook-deliveries?webhookId=${id}`, { key });
  expect(deliveries.body.items).toMatchObject([{ topic: "webhook.test", state: "queued" }]);
  const again = await call("POST", `/webhook-deliveries/${deliveries.body.items[0].id}/resend`, { key });
  expect(again.body.code).toBe("DELIVERY_UNDER_WAY");
  expect((await call("PATCH", `/webhooks/${id}`, { key, body: { enabled: false } })).body.enabled).toBe(false);
  expect((await call("DELETE", `/webhooks/${id}`, { key })).status).toBe(200);
  expect((await call("DELETE", `/webhooks/${id}`, { key })).body.code).toBe("WEBHOOK_NOT_FOUND");

  const robot = { kind: "wecom", name: "值班", url: "https://qyapi.weixin.qq.com/cgi-bin/x?key=k3y", kinds: ["alert"] };
  const made = await call("POST", "/robots", { key, body: robot });
  expect(made.body).toMatchObject({ hint: "=k3y", signed: false, version: 1 });
  const change = { version: 1, name: "值班二" };
  expect((await call("PATCH", `/robots/${made.body.id}`, { key, body: change })).body.name).toBe("值班二");
  expect((await call("PATCH", `/robots/${made.body.id}`, { key, body: change })).body.code).toBe("VERSION_CONFLICT");
  expect((await call("GET", "/robots", { key })).body.items).toHaveLength(1);
  expect((await call("DELETE", `/robots/${made.body.id}`, { key })).status).toBe(200);
});

it("takes the shop's own words for a notice, shows them before, and gives the built-in ones back", async () => {
  const key = await keyWith("desk:manage", "tickets:read");
  const path = "/notice-templates/credited/zh-CN";
  const words = { title: "到账啦", body: "{{order}}到账{{amount}}" };
  const shown = await call("POST", `${path}/preview`, { key, body: words });
  expect(shown.body).toMatchObject({ mail: { title: "到账啦" }, unknown: [] });
  expect((await call("PUT", path, { key, body: words })).body).toMatchObject({ own: words, version: 1 });
  expect((await call("PUT", path, { key, body: { ...words, body: "{{who}}" } })).body.code).toBe(
    "TEMPLATE_VARIABLE_UNKNOWN",
  );
  expect((await call("DELETE", path, { key })).body.own).toBeNull();
  expect((await call("DELETE", "/notice-templates/none/zh-CN", { key })).body.code).toBe("TEMPLATE_NOT_FOUND");
  expect((await call("GET", "/notice-templates", { key })).body.items.length).toBeGreaterThan(50);
  expect((await call("GET", "/staff-notices", { key })).body).toEqual({ items: [], nextCursor: null });
});

it("opens, moves and exports an incident, and keeps the limits of alerts", async () => {
  const key = await keyWith("tickets:read", "tickets:write", "incidents:write");
  const body = { title: "支付宝", causeCode: "CB_MISSING", channel: "alipay", fromAt: "2026-11-01T00:00:00Z" };
  const opened = await call("POST", "/incidents", { key, body });
  expect(opened.status).toBe(201);
  const { number, version } = opened.body;
  expect((await call("POST", "/incidents", { key, body })).body.code).toBe("INCIDENT_EXISTS");
  expect((await call("POST", `/incidents/${number}/notes`, { key, body: { text: "查到了" } })).status).toBe(201);
  const notice = { version, zh: "正在处理", en: "We are on it" };
  const told = await call("PUT", `/incidents/${number}/notice`, { key, body: notice });
  expect(told.body).toMatchObject({ noticeZh: "正在处理" });
  const move = (to: string, of: number) =>
    call("POST", `/incidents/${number}/state`, { key, body: { to, version: of } });
  expect((await move("dismissed", told.body.version)).body.code).toBe("INCIDENT_STATE");
  expect((await move("resolved", told.body.version)).body.state).toBe("resolved");
  expect((await call("GET", `/incidents/${number}/post-mortem`, { key })).body.text).toContain("查到了");
  expect((await call("GET", "/incidents?state=resolved", { key })).body.items).toHaveLength(1);
  expect((await call("GET", "/incidents/IN0", { key })).body.code).toBe("INCIDENT_NOT_FOUND");
  const [rule] = (await call("GET", "/alert-rules", { key })).body.items;
  const { id, threshold: _, measure: _m, unit: _u, ...rest } = rule;
  const saved = await call("PUT", `/alert-rules/${id}`, { key, body: { ...rest, threshold: 5_000 } });
  expect(saved.body).toMatchObject({ threshold: 5_000, version: 2 });
  expect((await call("GET", "/alerts", { key })).body.items).toEqual([]);
  expect((await call("POST", "/alerts/none/ack", { key })).body.code).toBe("ALERT_NOT_FOUND");
});
