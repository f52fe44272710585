import { grant } from "#app/(customer)/_lib/session.ts";
import { isDomainError } from "#server/core/errors.ts";
import { guard } from "#server/http/index.ts";
import { ticketForAccess } from "#server/tickets/index.ts";

/**
 * Where `/t/NUMBER?k=SECRET` really leads (`proxy.ts` rewrites it): a right secret becomes a cookie, and either way the
 * address that stays in the browser's history has no secret in it.
 */
export async function GET(request: Request, { params }: { params: Promise<{ number: string }> }): Promise<Response> {
  const { number } = await params;
  const secret = new URL(request.url).searchParams.get("k") ?? "";
  try {
    await guard(request, "GET /t/[number]/open");
    const access = await ticketForAccess({ number, secret });
    if (access) await grant("tickets", access.number, access.linkVersion);
  } catch (error) {
    // Too often: the page then says that the link did not open, and a later try works again.
    if (!isDomainError(error, "RATE_LIMITED")) throw error;
  }
  return new Response(null, {
    status: 303,
    headers: {
      location: `/t/${encodeURIComponent(number)}`,
      "cache-control": "no-store",
      "referrer-policy": "no-referrer",
    },
  });
}
