import { afterEach, beforeEach, expect, test } from "vitest";
import { db } from "#db/client.ts";
import { dialect } from "#db/columns.ts";
import { bulkRows, topups } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { verifyAudit } from "#server/audit/index.ts";
import { fixedClock } from "#server/core/clock.ts";
import { systemContext } from "#server/core/context.ts";
import { event, send } from "#server/orders/testing.ts";
import { runBulk } from "#server/tickets/index.ts";
import { freshStorage, later, NOW, staff } from "#server/tickets/testing.ts";
import {
  approveMany,
  followIncidents,
  getIncident,
  incidentApprovals,
  listIncidents,
  moveIncident,
  proposeIncidents,
  startIncidentBatch,
} from "./index.ts";
import { sameTrouble } from "./testing.ts";

freshDatabase({ beforeEach, afterEach });
freshStorage({ beforeEach, afterEach });

const at = later(10);
const lead = staff("boss", at, "lead");
const other = staff("other", at, "lead");
const job = systemContext("test", fixedClock(at));
/** On PostgreSQL each of three hundred tickets is opened over a socket, which takes minutes where the machine is busy. */
const N = dialect === "sqlite" ? 300 : 60;
/** More than one person may credit alone. */
const FEN = 100_000;

test("hundreds of orders: each through its gate, one act of a second person for them all, none twice, none left", async () => {
  await sameTrouble(N, NOW, { amountFen: FEN });
  // Two are credited by the platform meanwhile: their gate is shut, and only theirs.
  const credited = ["S7", `S${N - 20}`];
  expect(await proposeIncidents(job)).toBe(1);
  const [found] = (await listIncidents({ ctx: lead, input: {} })).items;
  if (!found) throw new Error("nothing was proposed");
  const { number } = found;
  await moveIncident({ ctx: lead, input: { number, version: found.version, to: "open" } });
  while ((await followIncidents(job)) > 0);
  for (const orderNo of credited) {
    await send(
      [event("topup.credit.posted", 300, { orderNo, amountFen: FEN, reference: `CR${orderNo}` })],
      new Date(at),
    );
  }
  expect(await startIncidentBatch({ ctx: lead, input: { number, reasonCode: "CB_MISSING" } })).toMatchObject({
    total: N,
    left: 0,
  });
  while ((await runBulk(job)) > 0);
  const rows = await db.select().from(bulkRows);
  expect(rows.filter(({ state }) => state === "failed").map(({ errorCode }) => errorCode)).toEqual(
    credited.map(() => expect.any(String)),
  );

  // What waits for a second person is not asked for again; what failed may be.
  const again = await startIncidentBatch({ ctx: lead, input: { number, reasonCode: "CB_MISSING" } });
  expect(again).toMatchObject({ total: 2, left: 0 });
  while ((await runBulk(job)) > 0);

  const waiting = await incidentApprovals({ ctx: other, input: { number } });
  expect(waiting).toMatchObject({ totalFen: (N - 2) * FEN });
  expect(waiting.items).toHaveLength(N - 2);
  const items = waiting.items.map(({ id, factsHash }) => ({ id, factsHash }));
  const own = await approveMany({ ctx: lead, input: { number, items: items.slice(0, 3) } });
  expect(own.items.map(({ state }) => state)).toEqual(["failed", "failed", "failed"]);
  // A hand that slips presses twice; each is approved once.
  const both = await Promise.all([
    approveMany({ ctx: other, input: { number, items } }),
    approveMany({ ctx: other, input: { number, items: items.slice(0, 10) } }),
  ]);
  const approved = both.flatMap((result) => result.items).filter(({ state }) => state === "approved");
  expect(new Set(approved.map(({ id }) => id)).size).toBe(N - 2);
  const states = Map.groupBy(await db.select().from(topups), ({ state }) => state);
  expect(states.get("pending_approval")).toBeUndefined();
  expect([...states.values()].flat()).toHaveLength(N - 2);
  expect(await incidentApprovals({ ctx: other, input: { number } })).toEqual({ items: [], totalFen: 0 });
  expect((await getIncident({ ctx: lead, input: { number } })).ticketNumbers).toHaveLength(N);
  expect((await verifyAudit()).broken).toEqual([]);
});
