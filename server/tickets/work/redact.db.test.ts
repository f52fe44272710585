import sharp from "sharp";
import { afterEach, beforeEach, expect, test } from "vitest";
import { db } from "#db/client.ts";
import { freshDatabase } from "#db/testing.ts";
import { customerTicket, getTicket } from "../get-ticket.ts";
import { postMessage } from "../post-message.ts";
import { readAttachment } from "../read-attachment.ts";
import { storeAttachment } from "../store-attachment.ts";
import { freshStorage, holder, later, openPaid, refusal, staff } from "../testing.ts";
import { originalPass, redactAttachment } from "./index.ts";
import { blackened } from "./redact-attachment.ts";

freshDatabase({ beforeEach, afterEach });
freshStorage({ beforeEach, afterEach });

const ada = staff("ada");
const white = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: { r: 255, g: 255, b: 255 } } });

/** The colour of a pixel, 0 to 255. */
async function at(bytes: Uint8Array, x: number, y: number): Promise<number> {
  const { data, info } = await sharp(bytes).greyscale().raw().toBuffer({ resolveWithObject: true });
  return data[y * info.width + x] ?? -1;
}

const withAnother = () => withPicture("O2");

async function withPicture(orderNo = "O1") {
  const opened = await openPaid(orderNo);
  const ctx = await holder(opened);
  const bytes = await white(200, 100).png().toBuffer();
  const { number } = opened;
  const file = await storeAttachment({
    ctx,
    input: { bytes, name: "proof.png", kind: "debit_proof", ownerKey: `ticket:${number}` },
  });
  await postMessage({ ctx, input: { number, body: "截图", attachmentIds: [file.id] } });
  return { number, ctx, id: file.id };
}

test("the desk is shown the copy with its parts black, the customer what they gave, and it stands in no list twice", async () => {
  const { number, ctx, id } = await withPicture();
  const rectangles = [{ x: 0.5, y: 0, width: 0.5, height: 1 }];
  const copy = await redactAttachment({ ctx: ada, input: { id, rectangles } });
  const desk = (await readAttachment({ ctx: ada, input: { id } })).bytes;
  expect([await at(desk, 10, 50), await at(desk, 150, 50)]).toEqual([255, 0]);
  const theirs = (await readAttachment({ ctx, input: { id } })).bytes;
  expect(await at(theirs, 150, 50)).toBe(255);
  const shown = await getTicket({ ctx: ada, input: { number } });
  expect(shown.attachments.map((file) => file.id)).toEqual([id]);
  const own = await customerTicket({ ctx, input: { number } });
  expect(own.messages.at(-1)?.attachments.map((file) => file.id)).toEqual([id]);
  expect(shown.events.at(-1)).toMatchObject({
    type: "redacted",
    after: { attachmentId: id, copyId: copy.id, parts: 1 },
  });
  expect([shown.attachments[0]?.redacted, own.attachments[0]?.redacted]).toEqual([true, undefined]);
  // With a pass that was given for a reason, to that person and for a minute, it is seen as it was given.
  const pass = await originalPass(db, ada, id);
  const seen = async (who: typeof ada) =>
    at((await readAttachment({ ctx: who, input: { id, original: pass } })).bytes, 150, 50);
  expect(await seen(ada)).toBe(255);
  expect(await seen(staff("bo"))).toBe(0);
  expect(await seen(staff("ada", later(1.1)))).toBe(0);
  // A copy is no picture of its own to make a copy of.
  expect((await refusal(redactAttachment({ ctx: ada, input: { id: copy.id, rectangles } }))).code).toBe(
    "ATTACHMENT_NOT_FOUND",
  );
});

test("what was made black stays so when more is, unless somebody who saw the whole picture begins anew", async () => {
  const { id } = await withPicture();
  const [left, right] = [0, 0.5].map((x) => [{ x, y: 0, width: 0.4, height: 1 }]);
  const seen = async () => {
    const { bytes } = await readAttachment({ ctx: ada, input: { id } });
    return [await at(bytes, 10, 50), await at(bytes, 150, 50)];
  };
  await redactAttachment({ ctx: ada, input: { id, rectangles: right ?? [] } });
  await redactAttachment({ ctx: ada, input: { id, rectangles: left ?? [] } });
  expect(await seen()).toEqual([0, 0]);
  // Two at the same time: neither takes the other's back.
  const { id: other } = await withAnother();
  await Promise.all(
    [left, right].map((rectangles = []) => redactAttachment({ ctx: ada, input: { id: other, rectangles } })),
  );
  const { bytes } = await readAttachment({ ctx: ada, input: { id: other } });
  expect([await at(bytes, 10, 50), await at(bytes, 150, 50)]).toEqual([0, 0]);
  const anew = { id, rectangles: left ?? [], anew: true };
  const auditor = { ...ada, actor: { ...ada.actor, kind: "apiKey" as const, scopes: ["tickets:write"] } };
  expect((await refusal(redactAttachment({ ctx: auditor, input: anew }))).code).toBe("FORBIDDEN");
  await redactAttachment({ ctx: ada, input: anew });
  expect(await seen()).toEqual([0, 255]);
});

test("a picture is turned upright first, and nothing that a camera wrote is left", async () => {
  const photo = await white(40, 20)
    .jpeg()
    .withExif({ IFD0: { Artist: "SOMEBODY", Copyright: "SECRET" } })
    .withMetadata({ orientation: 6 })
    .toBuffer();
  const { bytes, width, height } = await blackened(photo, [{ x: 0, y: 0.75, width: 1, height: 0.25 }]);
  expect([width, height]).toEqual([20, 40]);
  expect([await at(bytes, 10, 5), await at(bytes, 10, 38)]).toEqual([255, 0]);
  const meta = await sharp(bytes).metadata();
  expect([meta.exif, meta.orientation]).toEqual([undefined, undefined]);
});
