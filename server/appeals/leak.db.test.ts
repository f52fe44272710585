import { afterEach, beforeEach, expect, test } from "vitest";
import { db } from "#db/client.ts";
import { outbox } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { riskFamilies } from "#server/risk/schemas.ts";
import { customerTicket } from "#server/tickets/index.ts";
import { freshStorage } from "#server/tickets/testing.ts";
import { askEvidence, askSecondLook, ownAppealPage } from "./index.ts";
import { appealOf, customer, decided, heldOrder, later, RULE, staff } from "./testing.ts";

freshDatabase({ beforeEach, afterEach });
freshStorage({ beforeEach, afterEach });

/** What only the shop knows: the rule's name, how grave it is, the review's number, what kind of rule it is, who reviews. */
const secrets = [RULE, "sev-critical-93", "RV-77", "velocity", "rita", "omar", "内部备注", "platform"];

test("nothing that an owner gets, from the first page to the end of a second look, tells of rules, severities, reviews or staff", async () => {
  await heldOrder();
  const { id, number, diagnosisId, ctx } = await appealOf("O1", { evidence: [{ item: "purpose", text: "给家人" }] });
  const got: unknown[] = [];
  const look = async (minute: number) => {
    const at = { ...ctx, ...customer(ctx.actor.id, later(minute)) };
    for (const locale of ["zh-CN", "en"] as const) {
      got.push(await ownAppealPage({ ctx: at, where: { diagnosisId }, locale }));
    }
    const { messages } = await customerTicket({ ctx: at, input: { number } });
    got.push(messages.map(({ body }) => body));
  };
  await look(1);
  await askEvidence({ ctx: staff("rita", later(5)), input: { id, items: ["payment_proof"] } });
  await look(6);
  await decided(staff("rita", later(10)), id, "deny", "PAYER_DIFFERS");
  await look(11);
  await askSecondLook({
    ctx: customer(ctx.actor.id, later(20)),
    where: { diagnosisId },
    input: { id, reason: "请再看" },
  });
  await look(21);
  await decided(staff("omar", later(30)), id, "pass", "HELD_BY_MISTAKE");
  await look(31);
  const told = (await db.select().from(outbox)).filter(({ topic }) => topic.startsWith("appeal."));
  const all = JSON.stringify([got, told.map(({ payload }) => payload)]);
  expect(all.length).toBeGreaterThan(2_000);
  for (const secret of [
    ...secrets,
    ...riskFamilies.filter((family) => !["other", "identity", "promotion"].includes(family)),
  ]) {
    expect(all, secret).not.toContain(secret);
  }
});
