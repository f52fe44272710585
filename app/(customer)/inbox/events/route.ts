import { inboxCustomers } from "../../_lib/inbox.ts";
import { liveResponse } from "../../_lib/live.ts";

export const dynamic = "force-dynamic";

/** Says when there is a new message for this browser: see {@link liveResponse}. */
export async function GET(request: Request): Promise<Response> {
  const customers = await inboxCustomers();
  const [first] = customers;
  if (first === undefined) return new Response(null, { status: 404 });
  const subjects = new Set(customers.map((id) => `customer:${id}`));
  return liveResponse(request, { key: `inbox:${first}`, wanted: ({ subject }) => subjects.has(subject) });
}
