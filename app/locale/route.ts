import { NextResponse } from "next/server";
import { safeBack } from "#app/_lib/back.ts";
import { isLocale, LOCALE_COOKIE } from "#app/_lib/i18n/locale.ts";
import { preferenceCookie } from "#app/_lib/preferences.ts";

/** `GET /locale?to=en&back=/…`: keeps the chosen language and returns. A plain link, so that it works without JavaScript. */
export function GET(request: Request) {
  const { searchParams } = new URL(request.url);
  const to = searchParams.get("to");
  const back = safeBack(searchParams.get("back"), request.headers.get("referer"), request.headers.get("host"));
  const response = new NextResponse(null, { status: 303, headers: { location: back, "cache-control": "no-store" } });
  if (isLocale(to)) response.cookies.set(LOCALE_COOKIE, to, preferenceCookie());
  return response;
}
