import { eq } from "drizzle-orm";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { db } from "#db/client.ts";
import { attachments } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { readPicture } from "#server/reading/index.ts";
import type { PictureReading } from "#server/reading/schemas.ts";
import { bill, sampleFacts } from "#server/reading/testing/bills.ts";
import { storage } from "#server/storage/index.ts";
import { readAtOnce } from "./attachment-reading.ts";
import { readRunAgain, runReadings, storeAttachment } from "./index.ts";
import { customer, freshStorage, strangersRun } from "./testing.ts";

vi.mock("#server/reading/index.ts", { spy: true });
freshDatabase({ beforeEach, afterEach });
freshStorage({ beforeEach, afterEach });

const read: PictureReading = {
  status: "read",
  fields: [{ name: "orderNo", value: "KM1", confidence: 1, source: "ocr", box: null, text: "KM1" }] as never,
  text: "KM1",
  codes: [],
  tookMs: 1,
};

test("what is read after the wait is over is kept, and who asks again waits for the same reading", async () => {
  const end: ((reading: PictureReading) => void)[] = [];
  vi.mocked(readPicture).mockImplementation(() => new Promise((resolve) => end.push(resolve)));
  const diagnosisId = await strangersRun();
  const ctx = customer(`diagnosis:${diagnosisId}`);
  const bytes = new Uint8Array(await bill("alipay", sampleFacts));
  const input = { bytes, name: "a.png", kind: "other" as const, ownerKey: `diagnosis:${diagnosisId}` };
  const { id } = await storeAttachment({ ctx, input, read: "by the job" });
  const rowOf = async () => (await db.select().from(attachments).where(eq(attachments.id, id)))[0];
  const row = await rowOf();
  if (!row) throw new Error("The file is not there");

  expect(await readAtOnce(ctx, row, bytes, 0)).toMatchObject({ readState: "pending" });
  expect(await rowOf()).toMatchObject({ readState: "pending", readAttempts: 0 });

  const open = vi.spyOn(storage(), "open");
  const again = readRunAgain({ ctx, input: { diagnosisId } });
  await vi.waitFor(() => expect(open.mock.settledResults[0]?.type).toBe("fulfilled"));
  end[0]?.(read);
  await again;
  expect(readPicture).toHaveBeenCalledTimes(1);
  expect(await rowOf()).toMatchObject({ readState: "read", readAttempts: 1 });
  expect((await runReadings({ ctx, input: { diagnosisId } }))[0]?.fields).toEqual(read.fields);
});
