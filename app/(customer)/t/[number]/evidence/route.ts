import { pageLocale, spend, ticketContext } from "#app/(customer)/_lib/session.ts";
import { notFound } from "#server/core/errors.ts";
import { evidencePack } from "#server/disputes/index.ts";
import { problem } from "#server/http/index.ts";

/** Making a pack takes a while: enough for every try of a person, by address. */
const BUDGET = { name: "evidence", points: 20, windowS: 600 };

/** `GET /t/NUMBER/evidence?format=pdf|csv`: the owner's own evidence, to save. */
export async function GET(request: Request, { params }: { params: Promise<{ number: string }> }): Promise<Response> {
  try {
    const { number } = await params;
    const ctx = await ticketContext(number);
    if (!ctx) throw notFound("TICKET");
    await spend(BUDGET);
    const format = new URL(request.url).searchParams.get("format") === "csv" ? "csv" : "pdf";
    const file = await evidencePack({ ctx, input: { number, format, locale: await pageLocale() } });
    return new Response(new Uint8Array(file.bytes), {
      headers: {
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
