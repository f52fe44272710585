import { TRPCError } from "@trpc/server";
import { ZodError } from "zod";
import { DomainError, type FieldError } from "#server/core/errors.ts";
import { newId } from "#server/core/ids.ts";
import { logger } from "#server/core/logger.ts";
import { unavailable } from "#server/core/unavailable.ts";

type Code = ConstructorParameters<typeof TRPCError>[0]["code"];

/** tRPC's word for each HTTP status that a DomainError may carry. */
const codes: Record<number, Code> = {
  400: "BAD_REQUEST",
  401: "UNAUTHORIZED",
  403: "FORBIDDEN",
  404: "NOT_FOUND",
  405: "METHOD_NOT_SUPPORTED",
  408: "TIMEOUT",
  409: "CONFLICT",
  412: "PRECONDITION_FAILED",
  413: "PAYLOAD_TOO_LARGE",
  415: "UNSUPPORTED_MEDIA_TYPE",
  422: "UNPROCESSABLE_CONTENT",
  429: "TOO_MANY_REQUESTS",
  503: "SERVICE_UNAVAILABLE",
};

/** What a page learns of a failure, in `error.data`. */
export type ErrorData = {
  /** The stable code of the outside contract, such as VERSION_CONFLICT. */
  code: string;
  httpStatus: number;
  details: Record<string, unknown>;
  errors: FieldError[];
  /** Only on our own failures: where the log has the rest. */
  errorId?: string;
};

const INTERNAL_TEXT = "Something went wrong on our side.";
const errorIds = new WeakMap<TRPCError, string>();

/**
 * Turns whatever a procedure threw into a TRPCError that says no more than it may. Unknown errors are logged under an id.
 * @param path which procedure, for the log
 */
export function toTrpcError(error: TRPCError, path: string): TRPCError {
  const { cause } = error;
  if (cause instanceof DomainError) {
    return new TRPCError({ code: codes[cause.status] ?? "BAD_REQUEST", message: cause.message, cause });
  }
  if (cause instanceof ZodError)
    return new TRPCError({ code: "BAD_REQUEST", message: "The input is not valid.", cause });
  if (error.code !== "INTERNAL_SERVER_ERROR") return error;
  const trouble = unavailable(cause);
  if (trouble) {
    logger.error({ err: cause, code: trouble.code, path }, "the machine could not do it");
    return new TRPCError({ code: "SERVICE_UNAVAILABLE", message: trouble.message, cause: trouble });
  }
  const errorId = newId();
  logger.error({ err: cause ?? error, errorId, path }, "procedure failed");
  const shown = new TRPCError({ code: "INTERNAL_SERVER_ERROR", message: INTERNAL_TEXT });
  errorIds.set(shown, errorId);
  return shown;
}

/** What goes over the wire for an error that {@link toTrpcError} or tRPC itself made. */
export function errorShape(error: TRPCError, httpStatus: number): { message: string; data: ErrorData } {
  const { cause } = error;
  if (cause instanceof DomainError) {
    const { code, status, details, errors } = cause;
    return { message: cause.message, data: { code, httpStatus: status, details, errors } };
  }
  if (cause instanceof ZodError) {
    const errors = cause.issues.map((issue) => ({ path: issue.path.map(String).join("."), message: issue.message }));
    return { message: "The input is not valid.", data: { code: "BAD_INPUT", httpStatus: 400, details: {}, errors } };
  }
  if (error.code === "INTERNAL_SERVER_ERROR") {
    const errorId = errorIds.get(error);
    const data = { code: "INTERNAL_ERROR", httpStatus: 500, details: {}, errors: [] };
    return { message: INTERNAL_TEXT, data: errorId ? { ...data, errorId } : data };
  }
  // tRPC's own refusals (no such procedure, wrong method, unreadable body): its words, without what caused them.
  return { message: error.code, data: { code: error.code, httpStatus, details: {}, errors: [] } };
}
