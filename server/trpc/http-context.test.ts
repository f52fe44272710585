import { expect, test, vi } from "vitest";
import { logger } from "#server/core/logger.ts";
import { handleTrpc } from "./http.ts";

vi.mock("./context.ts", () => ({
  createContext: async () => {
    throw new Error("the database is away");
  },
}));
logger.level = "silent";

test("who is signed in cannot be told: that is answered as any other failure, without its text", async () => {
  const answer = await handleTrpc(new Request("http://localhost/api/trpc/tickets.list"));
  expect(answer.status).toBe(500);
  const body = await answer.text();
  expect(JSON.parse(body)).toMatchObject({ error: { data: { httpStatus: 500 } } });
  expect(body).not.toContain("database");
});
