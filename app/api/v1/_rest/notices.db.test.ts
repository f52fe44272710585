import { afterEach, beforeEach, expect, it } from "vitest";
import { transact } from "#db/client.ts";
import { noticeDeliveries } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { overrideEnv } from "#server/core/env.ts";
import { newId } from "#server/core/ids.ts";
import { event, send } from "#server/orders/testing.ts";
import { call, keyWith } from "./testing.ts";

freshDatabase({ beforeEach, afterEach });
afterEach(() => overrideEnv());

async function failedMail(): Promise<string> {
  const id = newId();
  await transact((tx) =>
    tx.insert(noticeDeliveries).values({
      ...{ id, messageId: "M1", channel: "mail", kind: "credited", customerId: "C1001", orderNo: "O1" },
      ...{ params: {}, locale: "zh-CN", shownAddress: "l***@example.com", addressHash: "h", onRecord: true },
      ...{ essential: true, state: "failed", attempts: 6, error: "451", createdAt: new Date() },
    }),
  );
  return id;
}

it("lists deliveries, and sends one again once there is a way and an address", async () => {
  const id = await failedMail();
  const key = await keyWith("tickets:read", "tickets:write");
  const list = await call("GET", "/notices?state=failed&channel=mail&orderNo=O1", { key });
  expect(list.body).toMatchObject({ items: [{ id, to: "l***@example.com", error: "451" }], nextCursor: null });
  expect((await call("GET", "/notices?state=lost", { key })).status).toBe(422);
  expect((await call("GET", "/notices", { key: await keyWith("metrics:read") })).status).toBe(403);
  expect((await call("POST", "/notices/none/resend", { key })).body.code).toBe("DELIVERY_NOT_FOUND");
  expect((await call("POST", `/notices/${id}/resend`, { key })).body.code).toBe("CHANNEL_OFF");
  overrideEnv({ SMTP_URL: "smtp://127.0.0.1:9", MAIL_FROM: "a@b.cc" });
  expect((await call("POST", `/notices/${id}/resend`, { key })).body.code).toBe("NO_CONTACT");
  await send([event("topup.customer.updated", 0, { customerId: "C1001", email: "li@example.com" })]);
  expect((await call("POST", `/notices/${id}/resend`, { key })).body).toMatchObject({
    id,
    state: "queued",
    attempts: 0,
  });
  expect((await call("POST", `/notices/${id}/resend`, { key })).body.code).toBe("DELIVERY_UNDER_WAY");
});
