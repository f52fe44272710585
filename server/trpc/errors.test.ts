import { TRPCError } from "@trpc/server";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { systemContext } from "#server/core/context.ts";
import { conflict, tooManyRequests } from "#server/core/errors.ts";
import { logger } from "#server/core/logger.ts";
import { errorShape, toTrpcError } from "./errors.ts";
import { createCallerFactory, router, staffProcedure, type TrpcContext } from "./init.ts";

const SECRET = "password=hunter2 at /srv/app/db.ts";

const failing = router({
  domain: staffProcedure("signed-in").query(() => {
    throw conflict("VERSION_CONFLICT", "Somebody else changed it.", { details: { version: 3 } });
  }),
  limited: staffProcedure("signed-in").query(() => {
    throw tooManyRequests(30);
  }),
  zod: staffProcedure("signed-in").query(() => z.object({ a: z.string() }).parse({})),
  input: staffProcedure("signed-in")
    .input(z.object({ n: z.number().int() }))
    .query(({ input }) => input.n),
  bug: staffProcedure("signed-in").query(() => {
    throw new Error(SECRET);
  }),
});

const staff = systemContext("test");
const context: TrpcContext = { staff, refresh: async () => staff };
const caller = createCallerFactory(failing)(context);

async function shapeOf(call: Promise<unknown>) {
  const error = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(TRPCError);
  const known = error as TRPCError;
  return { known, shape: errorShape(known, 500) };
}

logger.level = "silent";

describe("errors over tRPC", () => {
  test("a DomainError keeps its code, status and details", async () => {
    const { known, shape } = await shapeOf(caller.domain());
    expect(known.code).toBe("CONFLICT");
    expect(shape).toEqual({
      message: "Somebody else changed it.",
      data: { code: "VERSION_CONFLICT", httpStatus: 409, details: { version: 3 }, errors: [] },
    });
    expect((await shapeOf(caller.limited())).known.code).toBe("TOO_MANY_REQUESTS");
  });

  test("bad input names the fields, whether the procedure or the verb parsed it", async () => {
    const atDoor = await shapeOf(caller.input({ n: 1.5 }));
    expect(atDoor.shape.data).toMatchObject({ code: "BAD_INPUT", httpStatus: 400, errors: [{ path: "n" }] });
    const inside = await shapeOf(caller.zod());
    expect(inside.known.code).toBe("BAD_REQUEST");
    expect(inside.shape.data).toMatchObject({ code: "BAD_INPUT", errors: [{ path: "a" }] });
  });

  test("an unknown error never shows its text, only an id that the log has too", async () => {
    const { shape } = await shapeOf(caller.bug());
    expect(JSON.stringify(shape)).not.toContain("hunter2");
    expect(shape.data.code).toBe("INTERNAL_ERROR");
    expect(shape.data.errorId).toMatch(/^[0-9a-f-]{36}$/);
  });

  test("what tRPC itself refuses shows no cause", () => {
    const error = toTrpcError(new TRPCError({ code: "NOT_FOUND", message: SECRET, cause: new Error(SECRET) }), "x");
    expect(JSON.stringify(errorShape(error, 404))).not.toContain("hunter2");
  });
});
