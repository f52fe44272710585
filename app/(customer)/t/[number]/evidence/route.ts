import { pageLocale, ticketContext } from "#app/(customer)/_lib/session.ts";
import { notFound } from "#server/core/errors.ts";
import { evidencePack } from "#server/disputes/index.ts";
import { guard, guardSubject, problem } from "#server/http/index.ts";

/** `GET /t/NUMBER/evidence?format=pdf|csv`: the owner's own evidence, to save. */
export async function GET(request: Request, { params }: { params: Promise<{ number: string }> }): Promise<Response> {
  try {
    await guard(request, "GET /t/[number]/evidence");
    const { number } = await params;
    const ctx = await ticketContext(number);
    if (!ctx) throw notFound("TICKET");
    const limits = await guardSubject("GET /t/[number]/evidence", `ticket:${number}`);
    const format = new URL(request.url).searchParams.get("format") === "csv" ? "csv" : "pdf";
    const file = await evidencePack({ ctx, input: { number, format, locale: await pageLocale() } });
    return new Response(new Uint8Array(file.bytes), {
      headers: {
        ...limits,
        "content-type": file.mediaType,
        "content-disposition": `attachment; filename="${file.name}"`,
        "content-security-policy": "default-src 'none'; sandbox",
        "x-content-type-options": "nosniff",
        "cross-origin-resource-policy": "same-origin",
        "cache-control": "private, no-store",
      },
    });
  } catch (error) {
    return problem(error, request);
  }
}
