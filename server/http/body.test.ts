import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { inspectJson, parseJson, readBytes, readForm, readJson, requireMediaType } from "./body.ts";

const post = (body: BodyInit | null, headers: Record<string, string> = {}) =>
  new Request("http://localhost/", { method: "POST", body, headers, duplex: "half" } as RequestInit);
const json = { "content-type": "application/json" };

/** A body that says nothing of its length and counts how much of it was asked for. */
function trickle(chunks: number, size: number) {
  const asked = { chunks: 0, cancelled: false };
  const stream = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        asked.chunks++;
        controller.enqueue(new Uint8Array(size));
        if (asked.chunks === chunks) controller.close();
      },
      cancel() {
        asked.cancelled = true;
      },
    },
    { highWaterMark: 0 },
  );
  return { stream, asked };
}

describe("readBytes", () => {
  it("reads what fits, to the last byte", async () => {
    expect((await readBytes(post("12345"), 5)).toString()).toBe("12345");
    expect(await readBytes(post(null), 5)).toHaveLength(0);
  });

  it("refuses an announced length at once", async () => {
    const { stream } = trickle(10, 10);
    await expect(readBytes(post(stream, { "content-length": "100" }), 50)).rejects.toMatchObject({ status: 413 });
  });

  it("refuses when the limit is crossed, and lets the rest run out so that the client can read the answer", async () => {
    const { stream, asked } = trickle(1_000, 10);
    await expect(readBytes(post(stream), 50)).rejects.toMatchObject({ status: 413, code: "PAYLOAD_TOO_LARGE" });
    expect(asked.chunks).toBeLessThan(100);
    await expect.poll(() => asked.chunks).toBe(1_000);
  });

  it("cuts off what never ends", async () => {
    const { stream, asked } = trickle(1_000, 1024 * 1024);
    await expect(readBytes(post(stream), 50)).rejects.toMatchObject({ status: 413 });
    await expect.poll(() => asked.cancelled).toBe(true);
    expect(asked.chunks).toBeLessThan(80);
  });

  it("lets a client go that does not send", async () => {
    const silent = new ReadableStream({ pull: () => new Promise(() => undefined) });
    await expect(readBytes(post(silent), 50, 5)).rejects.toMatchObject({ status: 408, code: "BODY_TIMEOUT" });
  });

  it("tells a broken connection from a bug", async () => {
    const broken = new ReadableStream({ pull: (controller) => controller.error(new Error("reset")) });
    await expect(readBytes(post(broken), 50)).rejects.toMatchObject({ status: 400, code: "BODY_INTERRUPTED" });
  });
});

describe("media types and JSON", () => {
  it("takes a type whatever its parameters and case, and no other", () => {
    expect(
      requireMediaType(post("{}", { "content-type": "Application/JSON; charset=utf-8" }), "application/json"),
    ).toBe("application/json");
    expect(() => requireMediaType(post("{}", { "content-type": "text/plain" }), "application/json")).toThrow();
    expect(() => requireMediaType(post("{}", { ...json, "content-encoding": "gzip" }), "application/json")).toThrow();
  });

  it("names malformed JSON", async () => {
    await expect(readJson(post('{"a":', json), 100)).rejects.toMatchObject({ status: 400, code: "MALFORMED_JSON" });
    await expect(readJson(post("", json), 100)).rejects.toMatchObject({ code: "MALFORMED_JSON" });
    expect(() => parseJson(Buffer.from([0xff, 0xfe]))).toThrow();
  });

  it("finds what no database keeps, and where", () => {
    expect(inspectJson({ a: ["x", "\u0000"] })).toMatchObject({ path: "a.1" });
    expect(inspectJson({ a: "\ud800" })).toMatchObject({ path: "a" });
    expect(inspectJson({ "\u0000": 1 })).toBeDefined();
    expect(inspectJson(JSON.parse(`${"[".repeat(5_000)}${"]".repeat(5_000)}`))).toBeDefined();
  });

  it("lets every ordinary value through", () => {
    const fit = fc.jsonValue({ maxDepth: 5 }).filter((value) => !JSON.stringify(value).includes("\\u0000"));
    fc.assert(fc.property(fit, (value) => inspectJson(value) === undefined || !JSON.stringify(value).isWellFormed()));
  });

  it("reads a form and names a broken one", async () => {
    const form = new FormData();
    form.set("kind", "other");
    const whole = new Request("http://localhost/", { method: "POST", body: form });
    expect((await readForm(whole, 10_000)).get("kind")).toBe("other");
    const broken = post("nonsense", { "content-type": "multipart/form-data; boundary=x" });
    await expect(readForm(broken, 10_000)).rejects.toMatchObject({ status: 400, code: "MALFORMED_FORM" });
    await expect(readForm(post("{}", json), 10_000)).rejects.toMatchObject({ status: 415 });
  });
});
