import { AsyncLocalStorage } from "node:async_hooks";
import { eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { afterCommit, db, transact } from "./client.ts";
import { dialect } from "./columns.ts";
import { isUniqueViolation } from "./errors.ts";
import { claims, settings } from "./schema/index.ts";
import { freshDatabase } from "./testing.ts";

freshDatabase({ beforeEach, afterEach });

const claim = (key: string, holderId = "a") => ({ key, orderNo: null, holderId, claimedAt: new Date(0) });

describe("transact", () => {
  test("what it wrote is there to read", async () => {
    await transact(async (tx) => {
      await tx.insert(claims).values(claim("one"));
    });
    expect(await db.select().from(claims)).toEqual([claim("one")]);
  });

  test("a unit that throws writes nothing, and its neighbours are written", async () => {
    const results = await Promise.allSettled(
      ["a", "b", "c"].map((key) =>
        transact(async (tx) => {
          await tx.insert(claims).values(claim(key));
          if (key === "b") throw new Error("no");
        }),
      ),
    );
    expect(results.map((r) => r.status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect((await db.select().from(claims)).map((row) => row.key).sort()).toEqual(["a", "c"]);
  });

  test("each of many that write at once sees what its own caller set, not what another did", async () => {
    const whose = new AsyncLocalStorage<number>();
    const callers = Array.from({ length: 20 }, (_, i) => i);
    const write = () =>
      transact(async (tx) => {
        await tx.insert(claims).values(claim(`${whose.getStore()}`));
        return whose.getStore();
      });
    const seen = await Promise.all([
      transact(async () => whose.getStore()),
      ...callers.map((i) => whose.run(i, write)),
    ]);
    expect(seen).toEqual([undefined, ...callers]);
  });

  test("of a hundred writers of one unique key, one wins and the others are told why", async () => {
    const results = await Promise.allSettled(
      Array.from({ length: 100 }, (_, i) => transact((tx) => tx.insert(claims).values(claim("same", `${i}`)))),
    );
    const lost = results.filter((r) => r.status === "rejected");
    expect(lost).toHaveLength(99);
    expect(lost.every((r) => isUniqueViolation(r.reason))).toBe(true);
  });

  test("concurrent read-modify-writes lose no update", async () => {
    const at = new Date(0);
    await transact((tx) => tx.insert(settings).values({ key: "n", value: 0, version: 0, updatedAt: at }));
    await Promise.all(
      Array.from({ length: 25 }, () =>
        transact(
          async (tx) => {
            const [row] = await tx.select().from(settings).where(eq(settings.key, "n"));
            await tx
              .update(settings)
              .set({ version: (row?.version ?? 0) + 1 })
              .where(eq(settings.key, "n"));
          },
          { serializeOn: "n" },
        ),
      ),
    );
    const [row] = await db.select().from(settings);
    expect(row?.version).toBe(25);
  });

  test.runIf(dialect === "postgres")(
    "who loses against others goes on for a while, however often that is",
    async () => {
      let tries = 0;
      await transact(async (tx) => {
        await tx.insert(claims).values(claim("patient"));
        tries++;
        if (tries <= 30) throw Object.assign(new Error("lost"), { code: "40001" });
      });
      expect(tries).toBe(31);
      expect(await db.select().from(claims)).toEqual([claim("patient")]);
    },
  );

  test("nesting, reading through db inside, and using tx afterwards are errors", async () => {
    await expect(transact(() => transact(async () => 1))).rejects.toThrow("nested");
    await expect(transact(async () => db.select().from(claims))).rejects.toThrow("inside transact");
    let kept: Parameters<Parameters<typeof transact>[0]>[0] | undefined;
    await transact(async (tx) => {
      kept = tx;
    });
    expect(() => kept?.insert(claims)).toThrow("after its transaction ended");
  });

  test("hooks run after the commit and not after a rollback", async () => {
    const ran: string[] = [];
    await transact(async () => afterCommit(() => ran.push("committed")));
    await transact(async () => {
      afterCommit(() => ran.push("rolled back"));
      throw new Error("no");
    }).catch(() => {});
    expect(ran).toEqual(["committed"]);
  });
});
