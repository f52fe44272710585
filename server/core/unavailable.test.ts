import { expect, test } from "vitest";
import { DatabaseGone, isConnectionError } from "#db/errors.ts";
import { problem } from "#server/http/problem.ts";
import { unavailable } from "./unavailable.ts";

const coded = (code: string) => Object.assign(new Error("of the machine's own"), { code });
const wrapped = (cause: unknown) => new Error("Failed query", { cause });

test.each([
  ["QUERY_TIMEOUT", wrapped(coded("57014"))],
  ["STORAGE_FULL", coded("ENOSPC")],
  ["STORAGE_FULL", coded("EDQUOT")],
  ["STORAGE_FULL", wrapped(coded("SQLITE_FULL"))],
  ["STORAGE_FULL", wrapped(coded("53100"))],
  ["STORAGE_READ_ONLY", coded("EROFS")],
  ["STORAGE_READ_ONLY", wrapped(coded("SQLITE_READONLY_DBMOVED"))],
  ["STORAGE_READ_ONLY", wrapped(coded("25006"))],
  ["DATABASE_UNAVAILABLE", wrapped(new DatabaseGone(new Error("Connection terminated unexpectedly")))],
  ["DATABASE_UNAVAILABLE", wrapped(coded("SQLITE_BUSY"))],
  ["DATABASE_UNAVAILABLE", wrapped(coded("40001"))],
])("%s is told with 503, when to come back, and nothing of the machine", async (code, error) => {
  expect(unavailable(error)).toMatchObject({ status: 503, code });
  const answer = problem(error, new Request("http://127.0.0.1/x"));
  expect(answer.status).toBe(503);
  expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
  const body = await answer.text();
  expect(JSON.parse(body)).toMatchObject({ code, status: 503 });
  expect(body).not.toContain("own");
});

test("a bug stays a bug, and another machine's refusal is not our database's", () => {
  expect(unavailable(new Error("undefined is not a function"))).toBeUndefined();
  expect(unavailable(coded("ECONNREFUSED"))).toBeUndefined();
  expect(unavailable(coded("23505"))).toBeUndefined();
});

test("what the driver says of a lost connection is known, with or without a code", () => {
  for (const text of ["Connection terminated unexpectedly", "timeout exceeded when trying to connect"])
    expect(isConnectionError(wrapped(new Error(text)))).toBe(true);
  for (const code of ["57P01", "08006", "ECONNRESET", "53300"]) expect(isConnectionError(coded(code))).toBe(true);
  for (const code of ["57014", "40001", "23505"]) expect(isConnectionError(coded(code))).toBe(false);
});
