import { eq } from "drizzle-orm";
import type { Tx } from "#db/client.ts";
import { bulkJobs, robots, staffDeliveries, staffNotices, transfers } from "#db/schema/index.ts";
import type { Clock } from "#server/core/clock.ts";
import { newId } from "#server/core/ids.ts";
import { maskContact } from "#server/core/mask.ts";
import { consume, emit, type OutboxRow } from "#server/jobs/index.ts";
import { channelsInUse } from "../channels/index.ts";
import { type Person, peopleOf, waitingFor } from "./audience.ts";
import { phoneOf, waysOf, wishesOf } from "./preferences.ts";
import { type Telling, tellingsOf } from "./rules.ts";
import { sendFrom } from "./times.ts";

const MAX_BATCHES_A_RUN = 20;
/** An event that is older than this when it is read is told in the inbox alone. */
const SEND_WITHIN_MS = 24 * 60 * 60_000;

/**
 * Tells the staff what happened, from when this was first run on: in their inbox, and by the ways that each of them wants. Each
 * thing is told once, because the cursor moves in the same transaction and the tables refuse a second row.
 * @returns how many events were looked at
 */
export async function tellStaff(clock: Clock): Promise<number> {
  let seen = 0;
  for (let batch = 0; batch < MAX_BATCHES_A_RUN; batch++) {
    const handled = await consume("staff.notices", clock, (tx, event) => tell(tx, clock, event), { from: "now" });
    if (handled === 0) break;
    seen += handled;
  }
  return seen;
}

async function tell(tx: Tx, clock: Clock, event: OutboxRow): Promise<void> {
  const tellings = await (lookedUp[event.topic]?.(tx, event) ?? tellingsOf(event));
  for (const telling of tellings) await tellOne(tx, clock, event, telling);
}

/** A piece of work on many tickets tells of itself once, when it is over. */
async function bulkDone(tx: Tx, event: OutboxRow): Promise<Telling[]> {
  const id = event.subject.slice("bulk:".length);
  const [job] = await tx.select().from(bulkJobs).where(eq(bulkJobs.id, id));
  if (!job || job.state === "waiting") return [];
  const { total, done, failed } = job;
  return [
    {
      ...{ kind: "bulk_done", subject: event.subject, key: `bulk_done:${id}`, urgent: false },
      params: { total, done: done - failed, failed },
      to: { people: [job.requestedBy] },
    },
  ];
}

/** A file is told of to whoever asked for it. */
async function fileReady(tx: Tx, event: OutboxRow): Promise<Telling[]> {
  const id = event.subject.slice("transfer:".length);
  const [transfer] = await tx.select().from(transfers).where(eq(transfers.id, id));
  if (transfer?.direction !== "export" || transfer.state !== "done") return [];
  return [
    {
      ...{ kind: "export_ready", subject: event.subject, key: `export_ready:${id}`, urgent: false },
      params: {},
      to: { people: [transfer.byId] },
    },
  ];
}

/** Events that do not say all by themselves. */
const lookedUp: Record<string, (tx: Tx, event: OutboxRow) => Promise<Telling[]>> = {
  "bulk.moved": bulkDone,
  "transfer.ended": fileReady,
};

async function tellOne(tx: Tx, clock: Clock, event: OutboxRow, telling: Telling): Promise<void> {
  if (telling.kind === "approval_waiting") {
    const requestedBy = await waitingFor(tx, event.payload);
    if (requestedBy === undefined) return;
    telling.to.except = requestedBy;
  }
  const now = clock.now();
  const young = now.getTime() - event.createdAt.getTime() <= SEND_WITHIN_MS;
  for (const person of await peopleOf(tx, telling.to, now)) await tellPerson(tx, clock, telling, person, young);
  if (young) await tellGroups(tx, telling, now);
}

async function tellPerson(tx: Tx, clock: Clock, telling: Telling, person: Person, young: boolean): Promise<void> {
  const { kind, subject, params, key } = telling;
  const now = clock.now();
  const [notice] = await tx
    .insert(staffNotices)
    .values({ id: newId(), personId: person.id, kind, subject, params, eventKey: key, createdAt: now })
    .onConflictDoNothing({ target: [staffNotices.personId, staffNotices.eventKey] })
    .returning({ id: staffNotices.id });
  if (!notice) return;
  await emit(tx, clock, { topic: "staff.told", subject: `person:${person.id}` });
  if (!young) return;
  const wishes = await wishesOf(tx, person.id);
  const due = sendFrom(wishes, now, telling.urgent);
  for (const channel of waysOf(wishes, kind)) {
    const to = channel === "mail" ? person.email : phoneOf(person.id, wishes);
    if (to === null || !channelsInUse().has(channel)) continue;
    await plan(tx, telling, now, {
      ...{ receiver: `person:${person.id}`, channel, noticeId: notice.id, shownAddress: maskContact(to) },
      nextAttemptAt: due,
    });
  }
}

async function tellGroups(tx: Tx, telling: Telling, now: Date): Promise<void> {
  for (const robot of await tx.select().from(robots).where(eq(robots.enabled, true))) {
    if (!robot.kinds.includes(telling.kind)) continue;
    await plan(tx, telling, now, {
      ...{ receiver: `robot:${robot.id}`, channel: robot.kind, noticeId: null, shownAddress: robot.name },
      nextAttemptAt: now,
    });
  }
}

type Way = Pick<
  typeof staffDeliveries.$inferInsert,
  "receiver" | "channel" | "noticeId" | "shownAddress" | "nextAttemptAt"
>;

const plan = (tx: Tx, { kind, subject, params, key, urgent }: Telling, createdAt: Date, way: Way) =>
  tx
    .insert(staffDeliveries)
    .values({
      ...{ id: newId(), ...way, eventKey: key, kind, subject, params, urgent },
      ...{ state: "queued" as const, attempts: 0, createdAt },
    })
    .onConflictDoNothing();
