import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterEach, describe, expect, test } from "vitest";
import { Reader, type ReaderLimits } from "./reader.ts";

const entry = join(process.cwd(), "server/reading/testing/stand-in.ts");
const open: Reader[] = [];
afterEach(() => {
  for (const reader of open.splice(0)) reader.close();
});
function reader(limits: Partial<ReaderLimits> = {}): Reader {
  const made = new Reader({ entry, ...limits });
  open.push(made);
  return made;
}
const read = (from: Reader, act: string, more: { timeoutMs?: number; maxWaiting?: number } = {}) =>
  from.read({ bytes: Buffer.from(act), timeoutMs: 10_000, maxWaiting: 100, now: new Date(), ...more });
const alive = (pid: number | undefined) => {
  try {
    return pid !== undefined && process.kill(pid, 0);
  } catch {
    return false;
  }
};
async function gone(pid: number | undefined): Promise<void> {
  for (let i = 0; i < 200 && alive(pid); i++) await setTimeout(10);
  expect(alive(pid)).toBe(false);
}

describe("the process that reads pictures", () => {
  test("starts with the first picture and takes the next ones too, one at a time", async () => {
    const own = reader();
    expect(own.pid).toBeUndefined();
    const [first, second] = await Promise.all([read(own, "r"), read(own, "r")]);
    expect(first.status).toBe("read");
    expect(second.text).toBe(first.text);
    expect(first.text).toBe(String(own.pid));
  });

  test("knows none of our settings", async () => {
    const { text } = await read(reader(), "e");
    expect(text).toContain("MALLOC_ARENA_MAX");
    expect(text).not.toMatch(/SECRET|DATABASE|STORAGE/);
  });

  test("loses its life over a picture that takes too long, and the next one gets another", async () => {
    const own = reader();
    const { text: pid } = await read(own, "r");
    const [hung, after] = await Promise.all([read(own, "h", { timeoutMs: 300 }), read(own, "r")]);
    expect(hung).toMatchObject({ status: "timed_out", fields: [] });
    expect(after.status).toBe("read");
    expect(after.text).not.toBe(pid);
    await gone(Number(pid));
  });

  test("may fall over: that picture failed, the others are read", async () => {
    const own = reader();
    const all = await Promise.all([read(own, "r"), read(own, "c"), read(own, "r"), read(own, "f"), read(own, "r")]);
    expect(all.map(({ status }) => status)).toEqual(["read", "failed", "read", "failed", "read"]);
  });

  test("is replaced when it holds too much memory, or has read enough", async () => {
    const own = reader({ pictures: 2 });
    const grown = await read(own, "g");
    const [one, two, three] = [await read(own, "r"), await read(own, "r"), await read(own, "r")];
    expect(one.text).not.toBe(grown.text);
    expect(two.text).toBe(one.text);
    expect(three.text).not.toBe(two.text);
    await gone(Number(one.text));
  });

  test("ends when there is nothing to do", async () => {
    const own = reader({ idleMs: 50 });
    const { text: pid } = await read(own, "r");
    await gone(Number(pid));
    expect((await read(own, "r")).status).toBe("read");
  });
});

describe("whoever asks", () => {
  test("is told at once when too many wait", async () => {
    const own = reader({ waiting: 2 });
    const busy = [read(own, "h", { timeoutMs: 2_000 }), read(own, "h"), read(own, "h")];
    expect((await read(own, "r")).status).toBe("busy");
    own.close();
    expect((await Promise.all(busy)).map(({ status }) => status)).toEqual(["failed", "failed", "failed"]);
  });

  test("may want to wait behind fewer", async () => {
    const own = reader();
    const first = read(own, "h");
    const second = read(own, "h");
    expect((await read(own, "r", { maxWaiting: 1 })).status).toBe("busy");
    own.close();
    await Promise.all([first, second]);
  });

  test("is answered in time also while others are read", async () => {
    const own = reader();
    const long = read(own, "h", { timeoutMs: 3_000 });
    expect((await read(own, "r", { timeoutMs: 200 })).status).toBe("timed_out");
    own.close();
    await long;
  });

  test("learns that nothing can be read here, and so does everybody in line; then nothing is tried for a while", async () => {
    const own = reader({ restMs: 300 });
    const all = await Promise.all([read(own, "u"), read(own, "r")]);
    expect(all.map(({ status }) => status)).toEqual(["off", "off"]);
    expect((await read(own, "r")).status).toBe("off");
    expect(own.pid).toBeUndefined();
    await setTimeout(350);
    expect((await read(own, "r")).status).toBe("read");
  });

  test("learns the same where the program is missing", async () => {
    expect((await read(reader({ entry: "/nowhere/child.ts" }), "r")).status).toBe("off");
  });
});
