import bwip from "bwip-js/node";
import sharp from "sharp";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { env, overrideEnv } from "#server/core/env.ts";
import { closeReading, cropPicture, hashDistance, hashPicture, readPicture } from "../index.ts";
import { pictureReadingSchema } from "../schemas.ts";
import { type BillKind, bill, billKinds, errorPage, factsOf, shownBy } from "../testing/bills.ts";
import { distort } from "../testing/distort.ts";

beforeAll(() => overrideEnv({ ...env(), OCR: true }));
afterAll(() => {
  closeReading();
  overrideEnv();
});

async function best(picture: Uint8Array): Promise<Record<string, string | number>> {
  const reading = await readPicture(picture);
  expect(reading.status).toBe("read");
  expect(pictureReadingSchema.safeParse(reading).error).toBeUndefined();
  const values: Record<string, string | number> = {};
  for (const { name, value } of reading.fields) values[name] ??= value;
  return values;
}
const shown = (kind: BillKind, facts: ReturnType<typeof factsOf>) =>
  Object.fromEntries(shownBy[kind].map((name) => [name, facts[name]]));

describe("a clean screenshot is read exactly", () => {
  test.each(billKinds.map((kind, i) => [kind, i] as const))("%s", async (kind, i) => {
    const facts = factsOf(i + 3, kind);
    // Of half the size a phone makes them, which takes half the time.
    const picture = await distort(await bill(kind, facts, i % 2 === 0 ? "light" : "dark"), "small");
    expect(await best(picture)).toMatchObject(shown(kind, facts));
  });
});

test("a photograph of a screen, turned and grainy, is read too", async () => {
  const facts = factsOf(8, "wechat");
  const picture = await distort(await bill("wechat", facts), "photo", 4);
  expect(await best(picture)).toMatchObject(shown("wechat", facts));
});

test("boxes lie on what they say, also on a turned picture", async () => {
  const facts = factsOf(5, "shop");
  const picture = await distort(await bill("shop", facts), "rotated", 2);
  const reading = await readPicture(picture);
  const field = reading.fields.find(({ name }) => name === "orderNo");
  if (!field?.box) throw new Error("The order's number was not found");
  const crop = await cropPicture(picture, field.box);
  // What is cut out says the same number when it is read alone.
  expect((await readPicture(crop)).text).toContain(facts.orderNo);
});

test("an error page tells its error", async () => {
  const values = await best(await errorPage(["支付失败", "超出单日支付限额", "请更换支付方式后重试"]));
  expect(values).toMatchObject({ status: "failed" });
  expect(["支付失败", "超出单日支付限额"]).toContain(values.errorText);
});

describe("codes", () => {
  const code = async (bcid: string, text: string) => {
    const png = await bwip.toBuffer({
      bcid,
      text,
      scale: 4,
      paddingwidth: 20,
      paddingheight: 20,
      backgroundcolor: "FFFFFF",
    });
    return sharp(png).flatten({ background: "#ffffff" }).png().toBuffer();
  };

  test("the number in an address is read, and the address is nothing more than text", async () => {
    const url = "https://evil.example/pay?out_trade_no=CM20240510001&trade_no=2024051022001412341234567890";
    const reading = await readPicture(await code("qrcode", url));
    expect(reading.codes[0]).toMatchObject({ format: "QRCode", text: url });
    expect(reading.fields.map(({ name, value, source }) => ({ name, value, source }))).toEqual([
      { name: "orderNo", value: "CM20240510001", source: "code" },
      { name: "paymentNo", value: "2024051022001412341234567890", source: "code" },
    ]);
    expect(reading.fields[0]?.box?.width).toBeGreaterThan(0.5);
  });

  test("a bar code is the number it says", async () => {
    expect(await best(await code("code128", "KM202405120001"))).toMatchObject({ orderNo: "KM202405120001" });
    expect(await best(await code("code128", "4200002211202405101234567890"))).toMatchObject({
      paymentNo: "4200002211202405101234567890",
    });
  });
});

describe("what cannot be read", () => {
  test("is told, and the next picture is read", async () => {
    const junk = await readPicture(Buffer.from("not a picture"));
    expect(junk).toMatchObject({ status: "failed", fields: [], text: "" });
    const blank = await sharp({ create: { width: 40, height: 30, channels: 3, background: "#fff" } })
      .png()
      .toBuffer();
    expect(await readPicture(blank)).toMatchObject({ status: "read", fields: [], codes: [] });
  });

  test("says so when time is short", async () => {
    expect((await readPicture(await bill("bank"), { timeoutMs: 20 })).status).toBe("timed_out");
  });
});

describe("switched off", () => {
  afterEach(() => overrideEnv({ ...env(), OCR: true }));
  test("nothing is read and nothing is started", async () => {
    overrideEnv({ ...env(), OCR: false });
    expect(await readPicture(await bill("shop"))).toEqual({
      status: "off",
      fields: [],
      text: "",
      codes: [],
      tookMs: 0,
    });
  });
});

describe("looks", () => {
  test("the same picture in another quality looks the same, another page does not", async () => {
    const one = await bill("alipay", factsOf(1));
    const again = await sharp(one).resize({ width: 700 }).jpeg({ quality: 60 }).toBuffer();
    const hash = await hashPicture(one);
    expect(hash).toMatch(/^[0-9a-f]{256}$/);
    expect(hashDistance(hash, await hashPicture(again))).toBeLessThanOrEqual(8);
    expect(hashDistance(hash, await hashPicture(await bill("shop")))).toBeGreaterThan(12);
    expect(hashDistance("00", "0")).toBe(Number.POSITIVE_INFINITY);
  });

  test("a crop is small, whatever is asked for, and within the picture", async () => {
    const picture = await bill("alipay");
    for (const box of [
      { x: 0, y: 0, width: 1, height: 1 },
      { x: 0.99, y: 0.99, width: 0.01, height: 0.01 },
      { x: 1, y: 1, width: 0, height: 0 },
    ]) {
      const { width, height, format } = await sharp(await cropPicture(picture, box)).metadata();
      expect(format).toBe("png");
      expect(width).toBeGreaterThanOrEqual(1);
      expect(width).toBeLessThanOrEqual(960);
      expect(height).toBeLessThanOrEqual(480);
    }
  });
});
