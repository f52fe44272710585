import { buffer } from "node:stream/consumers";
import { afterEach, beforeEach, expect, test } from "vitest";
import { db, transact } from "#db/client.ts";
import { auditLog, diagnosisLog } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { customer, freshStorage, later, NOW, refusal, staff } from "#server/tickets/testing.ts";
import { exportCustomer } from "./index.ts";
import { CANARIES, OTHER, seeded, textOf, unzipped } from "./testing.ts";

freshDatabase({ beforeEach, afterEach });
freshStorage({ beforeEach, afterEach });

const LOOKED_UP = { status: "known", source: "order", observedAt: null };
const admin = () => staff("root", later(60), "admin");

test("gives a customer what is theirs, with their files, and nothing of others or of the house", async () => {
  const one = await seeded();
  await seeded("C2002", "O2", OTHER);
  // What a look at the records may say of risk is shown to nobody.
  const facts = ["risk.rule", "order.status"].map((key) => ({ key, value: `value of ${key}`, ...LOOKED_UP }));
  const look = { diagnosisId: one.diagnosisId, seq: 400, kind: "facts", data: { facts }, at: new Date(NOW) };
  await transact((tx) => tx.insert(diagnosisLog).values(look));
  const { name, stream } = await exportCustomer({ ctx: customer("C1001", later(60)), input: { customerId: "C1001" } });
  expect(name).toBe("customer-C1001.zip");
  const entries = await unzipped(await buffer(stream));
  const text = entries.get("data.json")?.toString() ?? "";
  const data = JSON.parse(text) as { customerId: string; tables: Record<string, unknown[]> };
  expect(data.customerId).toBe("C1001");
  expect(data.tables.tickets).toMatchObject([
    { number: one.number, contact: CANARIES.mail, description: textOf(CANARIES) },
  ]);
  expect(data.tables.orders).toMatchObject([{ orderNo: "O1", target: CANARIES.phone }]);
  expect(text).toContain("value of order.status");
  expect(text).not.toContain("value of risk.rule");
  for (const other of Object.values(OTHER)) expect(text, other).not.toContain(other);
  for (const inner of ["velocity_5_in_10min", "sealed", "rita", "accessHash", "access_hash"]) {
    expect(text, inner).not.toContain(inner);
  }
  expect(entries.get(`files/${one.file.id}.png`) ?? entries.get(`files/${one.file.id}.webp`)).toBeInstanceOf(Buffer);
  expect([...entries.keys()].some((path) => path.includes(one.identity.id))).toBe(false);
  const audit = (await db.select().from(auditLog)).filter(({ action }) => action === "customer.exported");
  expect(audit.map(({ subject }) => subject)).toEqual(["customer:C1001"]);
});

test("is for the customer and for admins with a fresh second factor", async () => {
  await seeded();
  const input = { customerId: "C1001" };
  expect((await exportCustomer({ ctx: admin(), input })).name).toBe("customer-C1001.zip");
  for (const ctx of [customer("C2002"), customer("diagnosis:x"), staff("mia", later(1), "manager")]) {
    expect(await refusal(exportCustomer({ ctx, input }))).toMatchObject({ status: 403 });
  }
  expect(await refusal(exportCustomer({ ctx: admin(), input: { customerId: "C9" } }))).toMatchObject({
    code: "CUSTOMER_NOT_FOUND",
  });
});
