import { execFileSync } from "node:child_process";
import { afterEach, beforeEach, expect, test } from "vitest";
import { freshDatabase } from "#db/testing.ts";
import { systemClock } from "#server/core/clock.ts";
import { env, overrideEnv } from "#server/core/env.ts";
import { customerOf, handOver } from "./index.ts";

freshDatabase({ beforeEach, afterEach });
afterEach(() => overrideEnv());

const ctx = { actor: { kind: "customer" as const, id: "visitor", name: "customer" }, clock: systemClock };

/** What `docs/examples/hand-over.mjs` prints, as a process of its own. */
function linkBy(secret: string, ...args: string[]): URL {
  const said = execFileSync(process.execPath, ["docs/examples/hand-over.mjs", ...args], {
    env: { ...process.env, DAOZHANG_URL: env().APP_URL, PLATFORM_HANDOVER_SECRET: secret },
    encoding: "utf8",
  });
  return new URL(said.trim());
}

test("the example for shops makes a link that lets its customer in, once", async () => {
  const secret = `whsec_${Buffer.alloc(32, 3).toString("base64")}`;
  overrideEnv({ PLATFORM_HANDOVER_SECRET: secret });
  const link = linkBy(secret, "C1001", "D1");
  expect(link.origin + link.pathname).toBe(`${new URL(env().APP_URL).origin}/hand-over`);
  const input = { token: link.searchParams.get("token") ?? "" };
  const handed = await handOver({ ctx, input });
  expect(handed).toMatchObject({ customerId: "C1001", orderNo: "D1" });
  expect(await customerOf(handed.session, ctx)).toMatchObject({ customerId: "C1001" });
  await expect(handOver({ ctx, input })).rejects.toMatchObject({ code: "HAND_OVER_REFUSED" });
  const other = linkBy(`whsec_${Buffer.alloc(32, 4).toString("base64")}`, "C1001");
  await expect(handOver({ ctx, input: { token: other.searchParams.get("token") ?? "" } })).rejects.toMatchObject({
    code: "HAND_OVER_REFUSED",
  });
});
