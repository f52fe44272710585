import { systemClock } from "#server/core/clock.ts";
import { customerActor } from "#server/core/customer-id.ts";
import { guard, guardSubject, noStore, problem } from "#server/http/index.ts";
import { getPreferences, readPreferencesToken, savePreferences } from "#server/notifications/index.ts";

export const dynamic = "force-dynamic";

type Params = { params: Promise<{ token: string }> };

/** The unsubscribe button of mail programs (RFC 8058): a POST ends reminders by mail, with nobody asked anything. */
export async function POST(request: Request, { params }: Params): Promise<Response> {
  const id = readPreferencesToken(decodeURIComponent((await params).token));
  try {
    await guard(request, "POST /notices/[token]/off");
    if (id !== undefined) await guardSubject("POST /notices/[token]/off", id);
  } catch (error) {
    return problem(error, request);
  }
  if (id === undefined) return new Response(null, { status: 404, headers: noStore });
  const { sms } = await getPreferences(id);
  await savePreferences({
    ctx: { actor: customerActor(id), clock: systemClock },
    input: { mail: false, sms },
  });
  return new Response(null, { status: 200, headers: noStore });
}

/** Mail programs that only follow links get to the page that asks. */
export async function GET(_request: Request, { params }: Params): Promise<Response> {
  return new Response(null, { status: 303, headers: { ...noStore, location: `/notices/${(await params).token}` } });
}
