import fc from "fast-check";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { transact } from "#db/client.ts";
import { staffDeliveries, staffNotices } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { overrideEnv } from "#server/core/env.ts";
import { emit } from "#server/jobs/index.ts";
import { decoded, FakeMail } from "../channels/testing.ts";
import { Moving, system } from "../testing.ts";
import { claim } from "./claim.ts";
import { sendStaff, tellStaff } from "./index.ts";
import { deliveries, ofTicket, person, seenBy } from "./testing.ts";

freshDatabase({ beforeEach, afterEach });
const mail = new FakeMail();
beforeAll(() => mail.open());
afterAll(() => mail.close());
afterEach(() => overrideEnv());

/** What can happen between two looks: more news, one worker or two, one that dies with what it took, a server that says later, time. */
const steps = ["news", "tell", "tell twice", "send", "send twice", "die", "busy", "well", "time"] as const;

test("whatever workers do and however they die, nobody is mailed a thing twice, and nothing is forgotten", async () => {
  overrideEnv({ SMTP_URL: mail.url, MAIL_FROM: "a@b.cc", APP_URL: "https://s.example" });
  await person("lin");
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom(...steps), { minLength: 4, maxLength: 14 }), async (plan) => {
      const clock = new Moving();
      mail.behave("well");
      await transact(async (tx) => {
        await tx.delete(staffDeliveries);
        await tx.delete(staffNotices);
      });
      await seenBy(() => tellStaff(clock));
      let told = 0;
      const taken: string[] = [];
      const keep = () => taken.push(...mail.mails.splice(0).map(({ raw }) => decoded(raw)));
      const run = async (step: (typeof steps)[number]) => {
        if (step === "news") {
          const event = ofTicket("ticket.noted", { number: `TK${1_000 + told++}E`, mentioned: ["lin"] });
          await transact((tx) => emit(tx, clock, event));
        }
        if (step === "tell") await seenBy(() => tellStaff(clock));
        if (step === "tell twice") await seenBy(() => Promise.all([tellStaff(clock), tellStaff(clock)]));
        if (step === "send") await sendStaff(system(clock));
        if (step === "send twice") await Promise.all([sendStaff(system(clock)), sendStaff(system(clock))]);
        if (step === "die") await claim(system(clock));
        if (step === "busy" || step === "well") {
          keep();
          mail.behave(step);
        }
        if (step === "time") clock.minutes += 7;
      };
      for (const step of ["news", ...plan] as const) await run(step);
      // Then nothing happens any more but the work itself, for longer than any retry waits.
      keep();
      mail.behave("well");
      for (let i = 0; i < 8; i++) {
        await run("tell");
        await run("send");
        clock.minutes += 300;
      }
      keep();
      const rows = await deliveries();
      expect(rows).toHaveLength(told);
      for (const { params, state } of rows) {
        const times = taken.filter((text) => text.includes(String(params.number))).length;
        expect(state === "sent" || state === "unknown").toBe(true);
        // What a worker died with may have gone out or not: that is why it is not repeated.
        expect(times > 0 ? 1 : 0).toBe(state === "sent" ? 1 : 0);
        const mails = taken.filter(
          (text) => text.includes(`/desk/${params.number}\n`) || text.includes(`/desk/${params.number}\r`),
        );
        expect(mails.length).toBeLessThanOrEqual(1);
      }
    }),
    { numRuns: 12 },
  );
});
