import { and, desc, eq, inArray, or } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { calendars, slaPolicies } from "#db/schema/index.ts";
import type { TicketPriority, TicketStatus } from "#server/tickets/schemas.ts";
import { ALWAYS, type Calendar } from "./calendar.ts";
import { calendarFrom, versionName } from "./calendar-content.ts";
import type { SlaTarget, Terms } from "./clocks.ts";
import type { ClockEntry } from "./derive.ts";
import { type Book, DEFAULT_BOOK, DEFAULT_POLICY, type Policy } from "./policy.ts";
import { ALWAYS_ID, type PolicyContent } from "./schemas.ts";

type Kept = Pick<SlaTarget, "policyVersion" | "calendarVersion">;

/**
 * Under which promises a ticket's next event is heard: the policy that holds, the newest version of each of its calendars, and the
 * versions that running clocks were started under.
 * @param running the ticket's clocks so far
 */
export async function termsFor(
  reader: Db,
  ticket: { queue: string; priority: TicketPriority; status: TicketStatus },
  running: readonly Kept[],
): Promise<Terms> {
  const { queue, priority, status } = ticket;
  const { active, policies } = await readPolicies(
    reader,
    running.map((target) => target.policyVersion),
  );
  const newest = await newestCalendars(reader, calendarIdsOf(active.content));
  const versions = running.map((target) => target.calendarVersion).filter((version) => !newest.has(version));
  const older = await calendarsNamed(reader, versions);
  const under = Object.fromEntries([...newest.keys()].map((version) => [idOf(version), version]));
  const book = { policies, calendars: new Map([...DEFAULT_BOOK.calendars, ...newest, ...older]) };
  return { policy: active.version, queue, priority, status, calendars: under, book };
}

/** The policy that holds now, or the one that comes with the product. */
export async function activePolicy(reader: Db): Promise<Policy> {
  return (await readPolicies(reader, [])).active;
}

/** The calendars that a policy counts by, round the clock not among them. */
export function calendarIdsOf({ targets, queues }: PolicyContent): string[] {
  const all = [targets, ...Object.values(queues)].flatMap((each) => Object.values(each));
  return [...new Set(all.map((target) => target.calendar))].filter((id) => id !== ALWAYS_ID);
}

async function readPolicies(reader: Db, versions: readonly string[]) {
  const kept = [...new Set(versions)].filter((version) => version !== DEFAULT_POLICY.version);
  const rows = await reader
    .select({ version: slaPolicies.version, content: slaPolicies.content, state: slaPolicies.state })
    .from(slaPolicies)
    .where(kept.length === 0 ? isActive : or(isActive, inArray(slaPolicies.version, kept)));
  const found = rows.map(({ version, content }): [string, Policy] => [version, { version, content }]);
  const active = rows.find(({ state }) => state === "active") ?? DEFAULT_POLICY;
  return { active, policies: new Map([...DEFAULT_BOOK.policies, ...found]) };
}

const isActive = eq(slaPolicies.state, "active");

/** The newest version of a calendar; undefined when nobody made one of that id. */
export async function calendarNamed(reader: Db, id: string): Promise<Calendar | undefined> {
  return [...(await newestCalendars(reader, [id])).values()][0];
}

/** The newest version of each calendar, by its version's name. */
export async function newestCalendars(reader: Db, ids: readonly string[]): Promise<Map<string, Calendar>> {
  const found = new Map<string, Calendar>();
  for (const id of ids) {
    const [row] = await reader
      .select()
      .from(calendars)
      .where(eq(calendars.id, id))
      .orderBy(desc(calendars.version))
      .limit(1);
    if (!row) continue;
    const version = versionName(id, row.version);
    found.set(version, calendarFrom(version, row.content));
  }
  return found;
}

/** Versions of calendars by their names; what there is not is left out. */
export async function calendarsNamed(reader: Db, versions: readonly string[]): Promise<Map<string, Calendar>> {
  const wanted = [...new Set(versions)].flatMap((name) => {
    const [id, n] = name.split("@");
    return name !== ALWAYS.version && id && n ? [and(eq(calendars.id, id), eq(calendars.version, Number(n)))] : [];
  });
  if (wanted.length === 0) return new Map();
  const rows = await reader
    .select()
    .from(calendars)
    .where(or(...wanted));
  return new Map(
    rows.map((row) => {
      const name = versionName(row.id, row.version);
      return [name, calendarFrom(name, row.content)];
    }),
  );
}

const idOf = (version: string) => version.slice(0, version.indexOf("@"));

/** All versions that a history names, to derive its clocks again. */
export async function bookOf(reader: Db, log: readonly ClockEntry[]): Promise<Book> {
  const { policies } = await readPolicies(
    reader,
    log.map(({ under }) => under.policy),
  );
  const named = await calendarsNamed(
    reader,
    log.flatMap(({ under }) => Object.values(under.calendars)),
  );
  return { policies, calendars: new Map([...DEFAULT_BOOK.calendars, ...named]) };
}
