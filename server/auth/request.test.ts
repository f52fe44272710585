import { expect, it } from "vitest";
import { DatabaseGone } from "#db/errors.ts";
import { logger } from "#server/core/logger.ts";
import { boundedJson, problem } from "./request.ts";

logger.level = "silent";

it("takes in no more of a body than it may, whatever its length was said to be", async () => {
  let sent = 0;
  const endless = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (sent >= 1_000_000) return controller.close();
      sent += 1_000;
      controller.enqueue(new Uint8Array(1_000));
    },
  });
  const request = new Request("http://127.0.0.1/api/auth/x", {
    method: "POST",
    body: endless,
    duplex: "half",
  } as object);
  await expect(boundedJson(request)).rejects.toMatchObject({ status: 413, code: "PAYLOAD_TOO_LARGE" });
});

it("tells of a machine in trouble with 503 and when to come back, and of a bug nothing", async () => {
  const gone = problem(new DatabaseGone(new Error("10.0.0.7 refused")));
  expect(gone.status).toBe(503);
  expect(Number(gone.headers.get("retry-after"))).toBeGreaterThan(0);
  expect(await gone.json()).toMatchObject({ code: "DATABASE_UNAVAILABLE" });
  const bug = await problem(new Error("10.0.0.7 refused")).text();
  expect(JSON.parse(bug)).toMatchObject({ status: 500, code: "INTERNAL_ERROR" });
  expect(bug).not.toContain("10.0.0.7");
});
