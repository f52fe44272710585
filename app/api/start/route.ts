import { readTrouble } from "#app/_lib/trouble.ts";
import { keepProof } from "#app/(customer)/_lib/keep-proof.ts";
import { runContext } from "#app/(customer)/_lib/session.ts";
import { beginRun } from "#app/(customer)/_lib/start.ts";
import type { StartError } from "#app/(customer)/_lib/start-words.ts";
import { uploadErrorOf } from "#app/(customer)/_lib/upload.ts";
import { isOwnOrigin } from "#server/auth/index.ts";
import { forbidden, isDomainError } from "#server/core/errors.ts";
import { logger } from "#server/core/logger.ts";
import { unavailable } from "#server/core/unavailable.ts";
import { guard, readForm, statusHeaders } from "#server/http/index.ts";

/** A picture twice as large as may be kept: its text must not be lost with it. What is larger still is not taken in at all. */
const MAX_BODY_BYTES = 24 * 1024 * 1024;

/**
 * `POST /api/start`, multipart: the start box of the landing page. A plain form brings the text and one picture and is sent on to
 * the run; a script asks for JSON, and sends its pictures to the run afterwards, one by one (`pictures` says that they follow).
 */
export async function POST(request: Request): Promise<Response> {
  const json = (request.headers.get("accept") ?? "").includes("application/json");
  try {
    if (!isOwnOrigin(request.headers)) throw forbidden("This form was sent from another site.");
    // Before the body is taken in, which may be long.
    await guard(request, "POST /api/start");
    const form = await readForm(request, MAX_BODY_BYTES);
    const file = pictureOf(form);
    const begun = await beginRun({
      text: textOf(form, "text"),
      orderNo: textOf(form, "orderNo"),
      paymentNo: textOf(form, "paymentNo"),
      pictures: file !== undefined || textOf(form, "pictures") !== "",
    });
    if ("errors" in begun) return refuse(json, 422, begun.errors);
    const failed = file ? await store(begun.id, file) : undefined;
    if (json) return Response.json(begun, { status: 201, headers: { "cache-control": "no-store" } });
    return go(failed ? `${begun.next}?failed=${failed}#files` : begun.next);
  } catch (error) {
    const known = isDomainError(error) ? error : unavailable(error);
    if (!isDomainError(error)) logger.error({ err: error }, "a start failed");
    const code: StartError =
      known?.status === 429 ? "tooMany" : known?.status === 413 ? "tooLong" : (readTrouble(known?.code) ?? "failed");
    return refuse(json, known?.status ?? 500, [{ field: "text", code }], known ? statusHeaders(known) : {});
  }
}

/** Keeps the picture of a plain form. @returns what was wrong with it: the run goes on without it, and its page says so */
async function store(id: string, file: File): Promise<string | undefined> {
  try {
    await keepProof({ kind: "diagnosis", id, ctx: runContext(id) }, file, "debit_proof");
    return undefined;
  } catch (error) {
    if (!isDomainError(error)) logger.error({ err: error }, "a picture at the start failed");
    return uploadErrorOf(unavailable(error) ?? error);
  }
}

function pictureOf(form: FormData): File | undefined {
  const file = form.get("file");
  return file instanceof File && (file.size > 0 || file.name !== "") ? file : undefined;
}

function textOf(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === "string" ? value.trim() : "";
}

const go = (location: string) =>
  new Response(null, { status: 303, headers: { location, "cache-control": "no-store" } });

type Errors = { field: string; code: StartError }[];

function refuse(json: boolean, status: number, errors: Errors, headers: Record<string, string> = {}): Response {
  if (json) return Response.json({ errors }, { status, headers: { ...headers, "cache-control": "no-store" } });
  return go(`/?failed=${errors[0]?.code ?? "failed"}`);
}
