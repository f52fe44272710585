import { NextResponse } from "next/server";
import { safeBack } from "#app/_lib/back.ts";
import { isTheme, preferenceCookie, THEME_COOKIE } from "#app/_lib/preferences.ts";

/** `GET /theme?to=dark&back=/…`: keeps the chosen theme (`light`, `dark`, or `system`) and returns. */
export function GET(request: Request) {
  const { searchParams } = new URL(request.url);
  const to = searchParams.get("to");
  const back = safeBack(searchParams.get("back"), request.headers.get("referer"), request.headers.get("host"));
  const response = new NextResponse(null, { status: 303, headers: { location: back, "cache-control": "no-store" } });
  if (to === "system") response.cookies.delete(THEME_COOKIE);
  else if (isTheme(to)) response.cookies.set(THEME_COOKIE, to, preferenceCookie());
  return response;
}
