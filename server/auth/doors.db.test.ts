import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { freshDatabase } from "#db/testing.ts";
import { systemContext } from "#server/core/context.ts";
import { env, overrideEnv } from "#server/core/env.ts";
import { authDoors } from "./handler.ts";
import { createStaff, handleAuth } from "./index.ts";

freshDatabase({ beforeEach, afterEach });
beforeEach(() => overrideEnv({ APP_URL: "https://help.example.com" }));
afterEach(() => overrideEnv());

const PIECE = new Uint8Array(64 * 1024).fill(32);
const PIECES = 32;

/** A request with two megabytes of spaces, and how many of its pieces were taken before the answer. */
async function sendMuch(door: string, cookie: string) {
  const [method = "", path = ""] = door.split(" ");
  let taken = 0;
  const body = new ReadableStream({
    async pull(controller) {
      // A timer between the pieces: what is read before the answer is what was waited for.
      await new Promise((resolve) => setTimeout(resolve, 1));
      if (taken++ < PIECES) controller.enqueue(PIECE);
      else controller.close();
    },
  });
  const headers = { "content-type": "application/json", origin: env().APP_URL, cookie };
  const sent = method === "GET" ? {} : { body, duplex: "half" as const };
  const answer = await handleAuth(new Request(`${env().APP_URL}${path}`, { method, headers, ...sent }), "192.0.2.1");
  return { door, status: answer.status, taken };
}

async function cookieOf(): Promise<string> {
  const who = { email: "lin@example.com", password: "a good long password" };
  await createStaff({ ctx: systemContext("test"), input: { ...who, name: "林", role: "lead" } });
  const request = new Request(`${env().APP_URL}/api/auth/sign-in/email`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: env().APP_URL },
    body: JSON.stringify(who),
  });
  const answer = await handleAuth(request, "192.0.2.1");
  return answer.headers
    .getSetCookie()
    .map((line) => line.split(";", 1)[0])
    .join("; ");
}

describe("no door holds a body of any length", () => {
  /** Doors that want nothing of what is sent, and do not look at it. */
  const BLIND = ["POST /api/auth/passkey/sign-in/begin", "POST /api/auth/passkey/confirm/begin"];

  test.each(["nobody", "a member of staff"])("of %s", async (who) => {
    const cookie = who === "nobody" ? "" : await cookieOf();
    // Last, as it ends the session of the others.
    const doors = authDoors.toSorted((a, b) => Number(a.endsWith("/sign-out")) - Number(b.endsWith("/sign-out")));
    const posts = doors.filter((door) => door.startsWith("POST ") && !BLIND.includes(door));
    expect(posts.length).toBeGreaterThan(10);
    for (const door of posts) {
      const { status, taken } = await sendMuch(door, cookie);
      const refused = who === "nobody" ? [413, 401] : [413];
      expect(refused, door).toContain(status);
      expect(taken, door).toBeLessThan(PIECES / 2);
    }
    for (const door of BLIND) expect((await sendMuch(door, cookie)).taken, door).toBeLessThan(PIECES / 2);
  });
});
