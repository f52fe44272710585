import { systemClock } from "#server/core/clock.ts";
import { getPreferences, readPreferencesToken, savePreferences } from "#server/notifications/index.ts";

export const dynamic = "force-dynamic";

type Params = { params: Promise<{ token: string }> };

/** The unsubscribe button of mail programs (RFC 8058): a POST ends reminders by mail, with nobody asked anything. */
export async function POST(_request: Request, { params }: Params): Promise<Response> {
  const id = readPreferencesToken(decodeURIComponent((await params).token));
  if (id === undefined) return new Response(null, { status: 404 });
  const { sms } = await getPreferences(id);
  await savePreferences({
    ctx: { actor: { kind: "customer", id, name: "customer" }, clock: systemClock },
    input: { mail: false, sms },
  });
  return new Response(null, { status: 200 });
}

/** Mail programs that only follow links get to the page that asks. */
export async function GET(_request: Request, { params }: Params): Promise<Response> {
  return new Response(null, { status: 303, headers: { location: `/notices/${(await params).token}` } });
}
