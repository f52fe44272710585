import { diagnosisContext, ticketContext } from "#app/(customer)/_lib/session.ts";
import { isDomainError, notFound } from "#server/core/errors.ts";
import { guard, guardSubject, problem } from "#server/http/index.ts";
import { readAttachment } from "#server/tickets/index.ts";

/** `GET /api/uploads/ID?diagnosis=…|ticket=…`: a customer's own proof. Pictures are shown, everything else is saved. */
export async function GET(request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  try {
    await guard(request, "GET /api/uploads/[id]");
    const { id } = await params;
    const { searchParams } = new URL(request.url);
    const diagnosis = searchParams.get("diagnosis");
    const ticket = searchParams.get("ticket");
    const ctx = diagnosis ? await diagnosisContext(diagnosis) : ticket ? await ticketContext(ticket) : undefined;
    if (!ctx) throw notFound("ATTACHMENT");
    const limits = await guardSubject("GET /api/uploads/[id]", ctx.actor.id);
    const file = await readAttachment({ ctx, input: { id } });
    return new Response(new Uint8Array(file.bytes), {
      headers: {
        ...limits,
        "content-type": file.mediaType,
        "content-disposition": `${file.disposition}; filename*=UTF-8''${encodeURIComponent(file.name)}`,
        "content-security-policy": "default-src 'none'; sandbox",
        "x-content-type-options": "nosniff",
        "cross-origin-resource-policy": "same-origin",
        "cache-control": "private, no-store",
      },
    });
  } catch (error) {
    return problem(isDomainError(error) ? error : new Error("reading a proof failed", { cause: error }), request);
  }
}
