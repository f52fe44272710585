import { cookies } from "next/headers";
import { NextResponse } from "next/server";
import { LOCALE_COOKIE } from "#app/_lib/i18n/locale.ts";
import { preferenceCookie } from "#app/_lib/preferences.ts";
import { customerCookie, grantsCookie } from "#server/auth/index.ts";
import { isDomainError } from "#server/core/errors.ts";
import { type HandedOver, handOver, holdsAnothers, SESSION_MS } from "#server/customers/index.ts";
import { guard, readBytes } from "#server/http/index.ts";
import { grants, privateCookie, visitorContext } from "../../_lib/session.ts";

export const dynamic = "force-dynamic";

/** A token and its name, percent-encoded, with room. */
const MAX_BODY_BYTES = 8_000;

/**
 * Takes a hand-over: a good token becomes a session's cookie, and every other one the same page, which does not say why. Whoever
 * comes in is shown as whom on the page that follows, so that nobody is led into another's account unseen.
 */
export async function POST(request: Request): Promise<Response> {
  let handed: HandedOver;
  try {
    await guard(request, "POST /hand-over/enter");
    // Our page alone sends the form. Its Origin is "null", as it names itself to nobody, but browsers still say where it is from.
    if (/^(?:cross|same)-site$/.test(request.headers.get("sec-fetch-site") ?? "")) return seeOther("/hand-over");
    const before = (await cookies()).get(customerCookie())?.value;
    handed = await handOver({ ctx: visitorContext(), input: { token: await tokenIn(request), before } });
  } catch (error) {
    if (!isDomainError(error)) throw error;
    return seeOther("/hand-over");
  }
  const { customerId, orderNo, locale, session } = handed;
  const response = seeOther(orderNo === undefined ? "/mine" : `/mine?order=${encodeURIComponent(orderNo)}`);
  response.cookies.set(customerCookie(), session, privateCookie(SESSION_MS / 1_000));
  // The next person at a shared machine finds nothing of the one before.
  if (await holdsAnothers(await grants(), customerId)) response.cookies.set(grantsCookie(), "", privateCookie(0));
  if (locale) response.cookies.set(LOCALE_COOKIE, locale, preferenceCookie());
  return response;
}

async function tokenIn(request: Request): Promise<string> {
  const body = await readBytes(request, MAX_BODY_BYTES);
  return new URLSearchParams(body.toString("utf8")).get("token") ?? "";
}

const seeOther = (location: string) =>
  new NextResponse(null, {
    status: 303,
    headers: { location, "cache-control": "no-store", "referrer-policy": "no-referrer" },
  });
