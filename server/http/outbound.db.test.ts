import { afterEach, beforeEach, expect, test } from "vitest";
import { transact } from "#db/client.ts";
import { freshDatabase } from "#db/testing.ts";
import { callOut } from "./outbound.ts";

freshDatabase({ beforeEach, afterEach });

test("nothing is called out of a transaction", async () => {
  const call = { url: "http://127.0.0.1:9/", timeoutMs: 1_000, maxBytes: 1, allowPrivate: true };
  await expect(transact(() => callOut(call))).rejects.toThrow("inside a transaction");
  await expect(callOut(call)).rejects.toMatchObject({ code: "NOT_CONNECTED" });
});
