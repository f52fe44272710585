import { keepProof } from "#app/(customer)/_lib/keep-proof.ts";
import { diagnosisContext, ticketContext } from "#app/(customer)/_lib/session.ts";
import { uploadErrorOf } from "#app/(customer)/_lib/upload.ts";
import { isOwnOrigin } from "#server/auth/index.ts";
import type { Ctx } from "#server/core/context.ts";
import { forbidden, invalid, isDomainError, notFound } from "#server/core/errors.ts";
import { logger } from "#server/core/logger.ts";
import { unavailable } from "#server/core/unavailable.ts";
import { answerQuestion } from "#server/diagnosis/index.ts";
import { attachmentKinds } from "#server/diagnosis/schemas.ts";
import { guard, guardSubject, noStore, readForm, statusHeaders } from "#server/http/index.ts";

/** A file of 10 MB and the form around it. */
const MAX_BODY_BYTES = 10 * 1024 * 1024 + 64 * 1024;

type Owner = { kind: "diagnosis" | "ticket"; id: string; ctx: Ctx; page: string; question: string | null };

/**
 * `POST /api/uploads?diagnosis=ID` or `?ticket=NUMBER`, multipart `file` and `kind`: one proof from a customer's page. A
 * plain form is sent back to its page; a script that asks for JSON gets it. With `&question=ID` the file answers that question.
 */
export async function POST(request: Request): Promise<Response> {
  const json = (request.headers.get("accept") ?? "").includes("application/json");
  let page = "/";
  try {
    await guard(request, "POST /api/uploads");
    if (!isOwnOrigin(request.headers)) throw forbidden("This form was sent from another site.");
    const owner = await ownerOf(request);
    page = owner.page;
    await guardSubject("POST /api/uploads", `${owner.kind}:${owner.id}`);
    const { file, kind } = await readFile(request);
    const stored = await keepProof(owner, file, kind);
    await answerWith(owner, stored.id);
    if (json) return Response.json(stored, { status: 201, headers: { "cache-control": "no-store" } });
    return back(`${page}?added=${encodeURIComponent(stored.name)}#files`);
  } catch (error) {
    const known = isDomainError(error) ? error : unavailable(error);
    const code = uploadErrorOf(known);
    if (!isDomainError(error)) logger.error({ err: error }, "an upload failed");
    if (!json) return back(`${page}?failed=${code}#files`);
    const headers = { ...noStore, ...(known ? statusHeaders(known) : {}) };
    return Response.json({ code }, { status: known?.status ?? 500, headers });
  }
}

const back = (location: string) =>
  new Response(null, { status: 303, headers: { location, "cache-control": "no-store" } });

async function ownerOf(request: Request): Promise<Owner> {
  const { searchParams } = new URL(request.url);
  const diagnosis = searchParams.get("diagnosis");
  const ticket = searchParams.get("ticket");
  if (diagnosis) {
    const ctx = await diagnosisContext(diagnosis);
    const question = searchParams.get("question");
    const page = {
      read: `/d/${diagnosis}/read`,
      question: `/d/${diagnosis}`,
      proofs: `/d/${diagnosis}/proofs`,
    }[backTo(searchParams)];
    if (ctx) return { kind: "diagnosis", id: diagnosis, ctx, page, question };
  }
  if (ticket) {
    const ctx = await ticketContext(ticket);
    if (ctx) return { kind: "ticket", id: ticket, ctx, page: `/t/${ticket}`, question: null };
  }
  throw notFound("UPLOAD_PLACE");
}

/** Which page of the run the form stood on. */
function backTo(searchParams: URLSearchParams): "read" | "question" | "proofs" {
  if (searchParams.get("question") !== null) return "question";
  return searchParams.get("back") === "read" ? "read" : "proofs";
}

/** A question that asks for a file is answered by the file. One that was settled meanwhile needs no answer. */
async function answerWith({ kind, id, ctx, question }: Owner, fileId: string): Promise<void> {
  if (kind !== "diagnosis" || question === null) return;
  try {
    await answerQuestion({ ctx, input: { id, questionId: question.slice(0, 100), value: fileId } });
  } catch (error) {
    if (!isDomainError(error, "QUESTION_SETTLED", "UNKNOWN_QUESTION", "INVALID_ANSWER")) throw error;
  }
}

async function readFile(request: Request) {
  const form = await readForm(request, MAX_BODY_BYTES);
  const file = form.get("file");
  const kind = attachmentKinds.find((known) => known === form.get("kind")) ?? "other";
  if (!(file instanceof File) || (file.size === 0 && file.name === "")) {
    throw invalid("FILE_MISSING", "No file was sent.");
  }
  return { file, kind };
}
