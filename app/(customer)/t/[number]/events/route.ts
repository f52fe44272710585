import { notFound } from "#server/core/errors.ts";
import { guard, guardSubject, problem } from "#server/http/index.ts";
import { chatState, isTypingSign } from "#server/tickets/index.ts";
import { liveResponse } from "../../../_lib/live.ts";
import { ticketContext } from "../../../_lib/session.ts";

export const dynamic = "force-dynamic";

/**
 * Says when there is something new in a ticket of this browser's own, and who is on the other side: see {@link liveResponse}. What
 * the desk does among itself is no news here: what counts is told when the customer's copy changed, and when somebody writes to them.
 */
export async function GET(request: Request, { params }: { params: Promise<{ number: string }> }): Promise<Response> {
  const { number } = await params;
  try {
    await guard(request, "GET /t/[number]/events");
    const ctx = await ticketContext(number);
    if (!ctx) throw notFound("TICKET");
    await guardSubject("GET /t/[number]/events", `ticket:${number}`);
    const subject = `ticket:${number}`;
    return liveResponse(request, {
      key: subject,
      wanted: (change) => change.subject === subject && (change.topic === "ticket.shown" || isTypingSign(change)),
      sign: isTypingSign,
      glance: () => chatState({ ctx, input: { number } }),
    });
  } catch (error) {
    return problem(error, request);
  }
}
