import { describe, expect, test } from "vitest";
import { sha256Hex } from "#server/core/ids.ts";
import type { Storage } from "./storage.ts";

/** What every storage must do. Call it in a test file with a way to make an empty one. */
export function storageContract(name: string, make: () => Promise<Storage>): void {
  describe(`${name} as a storage`, () => {
    const bytes = Buffer.from("proof of payment");
    const name = sha256Hex(bytes);

    test("gives back what was put in, under its hash", async () => {
      const storage = await make();
      expect(await storage.put(bytes)).toBe(name);
      expect(await storage.open(name)).toEqual(bytes);
      expect(await storage.has(name)).toBe(true);
    });

    test("takes away what is to go, and minds nothing that is gone already", async () => {
      const storage = await make();
      await storage.put(bytes);
      await storage.remove(name);
      expect(await storage.has(name)).toBe(false);
      await expect(storage.open(name)).rejects.toMatchObject({ problem: "missing" });
      await storage.remove(name);
      await expect(storage.remove("../etc/passwd")).rejects.toMatchObject({ problem: "bad_name" });
      expect(await storage.put(bytes)).toBe(name);
    });

    test("knows when bytes were last put", async () => {
      const storage = await make();
      expect(await storage.putAt(name)).toBeNull();
      await storage.put(bytes);
      const first = await storage.putAt(name);
      await new Promise((resolve) => setTimeout(resolve, 20));
      await storage.put(bytes);
      const again = await storage.putAt(name);
      expect(again?.getTime()).toBeGreaterThan(first?.getTime() ?? Number.POSITIVE_INFINITY);
    });

    test("takes the same bytes again, also twenty at once", async () => {
      const storage = await make();
      const names = await Promise.all(Array.from({ length: 20 }, () => storage.put(bytes)));
      expect(new Set(names)).toEqual(new Set([name]));
      expect(await storage.open(name)).toEqual(bytes);
    });

    test("takes an empty file and one of ten megabytes", async () => {
      const storage = await make();
      const large = Buffer.alloc(10 * 1024 * 1024, 7);
      expect(await storage.open(await storage.put(new Uint8Array()))).toHaveLength(0);
      expect((await storage.open(await storage.put(large))).equals(large)).toBe(true);
    });

    test("takes a stream under the same name as its bytes, and gives it back as one", async () => {
      const storage = await make();
      const half = bytes.byteLength >> 1;
      const put = await storage.putStream(from(bytes.subarray(0, half), bytes.subarray(half)));
      expect(put).toEqual({ sha256: name, bytes: bytes.byteLength });
      expect(await storage.put(bytes)).toBe(name);
      expect(await all(await storage.openStream(name))).toEqual(bytes);
      const large = Buffer.alloc(3 * 1024 * 1024 + 17, 9);
      const { sha256 } = await storage.putStream(from(large, bytes));
      expect((await all(await storage.openStream(sha256))).equals(Buffer.concat([large, bytes]))).toBe(true);
    });

    test("keeps nothing of a stream that broke off", async () => {
      const storage = await make();
      async function* broken() {
        yield bytes;
        throw new Error("the line went dead");
      }
      await expect(storage.putStream(broken())).rejects.toThrow("the line went dead");
      expect(await storage.has(name)).toBe(false);
      await expect(storage.openStream(name)).rejects.toMatchObject({ problem: "missing" });
    });

    test("says when there is no such file", async () => {
      const storage = await make();
      expect(await storage.has(name)).toBe(false);
      await expect(storage.open(name)).rejects.toMatchObject({ problem: "missing" });
    });

    test.each(["", "../../etc/passwd", name.toUpperCase(), `${name}/..`, "a".repeat(63)])(
      "refuses the name %j",
      async (bad) => {
        const storage = await make();
        await expect(async () => storage.open(bad)).rejects.toMatchObject({ problem: "bad_name" });
        await expect(async () => storage.has(bad)).rejects.toMatchObject({ problem: "bad_name" });
      },
    );

    test("names what it holds", async () => {
      const storage = await make();
      expect(await names(storage)).toEqual([]);
      const put = [await storage.put(bytes), await storage.put(Buffer.from("another"))];
      expect(await names(storage)).toEqual(put.sort());
      await storage.remove(name);
      expect(await names(storage)).toEqual(put.filter((one) => one !== name));
    });

    test("can be checked", async () => {
      const storage = await make();
      await expect(storage.check()).resolves.toBeUndefined();
    });
  });
}

async function names(storage: Storage): Promise<string[]> {
  const found: string[] = [];
  for await (const one of storage.list()) found.push(one);
  return found.sort();
}

async function* from(...parts: Uint8Array[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield part;
}

async function all(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of source) parts.push(part);
  return Buffer.concat(parts);
}
