import { afterEach, beforeEach, expect, test } from "vitest";
import { connection, db, setConnection } from "#db/client.ts";
import { dialect } from "#db/columns.ts";
import { outbox, presences } from "#db/schema/index.ts";
import { freshDatabase, testDatabase, withSecondConnection } from "#db/testing.ts";
import { onWhisper, whisper } from "#server/jobs/index.ts";
import { postMessage } from "../post-message.ts";
import { holder, later, openPaid, refusal, staff, staffAccount } from "../testing.ts";
import { bePresent, chatState, typeInTicket } from "./index.ts";

// Needs a process of its own: who is there is kept in the process.
freshDatabase({ beforeEach, afterEach });
beforeEach(async () => {
  await staffAccount("ada");
});

const SECOND = 1 / 60;
const heard: string[] = [];
let stop = () => {};
beforeEach(() => {
  heard.length = 0;
  stop = onWhisper(({ topic, subject, kind }) => heard.push(`${topic} ${subject} ${kind}`));
});
afterEach(() => stop());

test("a customer who types is seen at the desk for a moment, told of at once and written down nowhere", async () => {
  const opened = await openPaid();
  const { number } = opened;
  const before = (await db.select().from(outbox)).length;
  await typeInTicket({ ctx: await holder(opened, later(0)), input: { number } });
  expect(heard).toEqual([`typing.customer ticket:${number} typing`]);
  const at = async (minutes: number) =>
    (await bePresent({ ctx: staff("ada", later(minutes)), input: { number, kind: "viewing" } })).others;
  expect(await at(2 * SECOND)).toMatchObject([{ person: "customer", kind: "typing" }]);
  expect(await at(20 * SECOND)).toEqual([]);
  expect(await db.select().from(outbox)).toHaveLength(before);
  expect((await db.select().from(presences)).map(({ personId }) => personId)).toEqual(["ada"]);
});

test("an agent who answers is seen by the customer until the answer is there, one who writes a note never is", async () => {
  const opened = await openPaid();
  const { number } = opened;
  const ada = staff("ada", later(0));
  const typing = async () => (await chatState({ ctx: await holder(opened, later(SECOND)), input: { number } })).typing;
  await bePresent({ ctx: ada, input: { number, kind: "replying" } });
  expect(await typing()).toBe(false);
  await bePresent({ ctx: ada, input: { number, kind: "typing" } });
  await bePresent({ ctx: ada, input: { number, kind: "typing" } });
  expect(await typing()).toBe(true);
  await postMessage({ ctx: ada, input: { number, body: "已经补单", visibility: "public" } });
  expect(await typing()).toBe(false);
  const about = `ticket:${number}`;
  expect(heard).toEqual([`typing.note ${about} replying`, `typing.desk ${about} typing`, `typing.desk ${about} over`]);
});

test("nobody types in somebody else's ticket, and staff say that they are present instead", async () => {
  const { number } = await openPaid("O1");
  const other = await openPaid("O2");
  expect((await refusal(typeInTicket({ ctx: await holder(other), input: { number } }))).code).toBe("TICKET_NOT_FOUND");
  expect((await refusal(typeInTicket({ ctx: staff("ada"), input: { number } }))).code).toBe("FORBIDDEN");
  expect(heard).toEqual([]);
});

test.runIf(dialect === "postgres")("another process hears it, and what it cannot read it passes over", async () => {
  const database = await testDatabase();
  try {
    const said = {
      topic: "typing.customer",
      subject: "ticket:TK9",
      person: "customer",
      name: "customer",
      kind: "typing",
    };
    const elsewhere = new Promise<string>((resolve) => {
      const end = onWhisper(({ subject }, from) => {
        if (from !== "elsewhere") return;
        end();
        resolve(subject);
      });
    });
    const own = connection();
    await withSecondConnection(database.url, async (second) => {
      const timer = setInterval(() => {
        second.wake?.whisper("not ours");
        setConnection(second);
        whisper(said);
        setConnection(own);
      }, 50);
      try {
        expect(await elsewhere).toBe("ticket:TK9");
      } finally {
        clearInterval(timer);
      }
    });
  } finally {
    await database.drop();
  }
});
