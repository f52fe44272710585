import { notFound } from "#server/core/errors.ts";
import { guard, guardSubject, problem } from "#server/http/index.ts";
import { inboxCustomers } from "../../_lib/inbox.ts";
import { liveResponse } from "../../_lib/live.ts";

export const dynamic = "force-dynamic";

/** Says when there is a new message for this browser: see {@link liveResponse}. */
export async function GET(request: Request): Promise<Response> {
  try {
    await guard(request, "GET /inbox/events");
    const customers = await inboxCustomers();
    const [first] = customers;
    if (first === undefined) throw notFound("INBOX");
    await guardSubject("GET /inbox/events", `inbox:${first}`);
    const subjects = new Set(customers.map((id) => `customer:${id}`));
    return liveResponse(request, { key: `inbox:${first}`, wanted: ({ subject }) => subjects.has(subject) });
  } catch (error) {
    return problem(error, request);
  }
}
