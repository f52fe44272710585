import { expect, it } from "vitest";
import { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } from "./route.ts";

it.each(Object.entries({ GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS }))(
  "answers %s with a problem",
  async (method, handle) => {
    const answer = handle(new Request("http://127.0.0.1:3000/api/nope", { method }));
    expect(answer.status).toBe(404);
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
    expect(await answer.json()).toMatchObject({ status: 404, code: "NOT_FOUND" });
  },
);
