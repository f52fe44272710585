import { ticketContext } from "#app/(customer)/_lib/session.ts";
import { notFound } from "#server/core/errors.ts";
import { guard, guardSubject, problem } from "#server/http/index.ts";
import { ticketReceipt } from "#server/tickets/index.ts";

/** `GET /t/NUMBER/receipt`: the owner's receipt of the ticket's order, to keep and to check without us. */
export async function GET(request: Request, { params }: { params: Promise<{ number: string }> }): Promise<Response> {
  try {
    await guard(request, "GET /t/[number]/receipt");
    const { number } = await params;
    const ctx = await ticketContext(number);
    if (!ctx) throw notFound("TICKET");
    const limits = await guardSubject("GET /t/[number]/receipt", `ticket:${number}`);
    const receipt = await ticketReceipt({ ctx, input: { number } });
    return Response.json(receipt, {
      headers: {
        ...limits,
        "content-disposition": `attachment; filename="receipt-${number}.json"`,
        "x-content-type-options": "nosniff",
        "cache-control": "private, no-store",
      },
    });
  } catch (error) {
    return problem(error, request);
  }
}
