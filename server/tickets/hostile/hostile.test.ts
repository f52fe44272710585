import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { judgeFile } from "../judge-file.ts";
import { plainName } from "../store-attachment.ts";
import { refusal } from "../testing.ts";
import { hostileFiles, hostileNames } from "./corpus.ts";

describe("hostile files", () => {
  test.each(hostileFiles.map((file) => [file.what, file] as const))("%s", async (_, { bytes, ends }) => {
    const sent = await bytes();
    if ("code" in ends) {
      expect(await refusal(judgeFile(sent))).toMatchObject(ends);
      return;
    }
    const file = await judgeFile(sent);
    expect(file.mediaType).toBe(ends.kept);
    for (const trace of ends.without) {
      expect(sent.includes(trace), `the file sent has ${trace}`).toBe(true);
      expect(file.bytes.includes(trace), trace).toBe(false);
    }
    if (file.mediaType === "application/pdf") return;
    const { exif, xmp, iptc, icc, comments } = await sharp(file.bytes).metadata();
    expect({ exif, xmp, iptc, icc, comments }).toEqual({});
  });

  test("one after the other do not keep the next good picture out, nor the memory", async () => {
    const before = process.memoryUsage().rss;
    for (const { bytes } of hostileFiles) await judgeFile(await bytes()).catch(() => undefined);
    const good = await sharp({ create: { width: 9, height: 9, channels: 3, background: "#fff" } })
      .png()
      .toBuffer();
    expect((await judgeFile(good)).width).toBe(9);
    expect(process.memoryUsage().rss - before).toBeLessThan(600 << 20);
  });
});

describe("hostile names", () => {
  test.each(hostileNames)("%j is a name and nothing more", (name) => {
    const plain = plainName(name);
    expect(plain).not.toMatch(/[/\\\p{Cc}\p{Cf}]/u);
    expect([...plain].length).toBeLessThanOrEqual(120);
    expect(plain).not.toBe("");
    const header = `attachment; filename*=UTF-8''${encodeURIComponent(plain)}`;
    expect(() => new Headers({ "content-disposition": header })).not.toThrow();
  });
});
