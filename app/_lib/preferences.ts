import { env } from "#server/core/env.ts";

export const themes = ["light", "dark"] as const;
export type Theme = (typeof themes)[number];
export const THEME_COOKIE = "dz_theme";

export const isTheme = (value: unknown): value is Theme => themes.includes(value as Theme);

const YEAR_S = 365 * 24 * 60 * 60;

/** How the cookies for language and theme are set. Nothing in the page reads them, so scripts may not. */
export const preferenceCookie = () =>
  ({
    path: "/",
    maxAge: YEAR_S,
    sameSite: "lax",
    httpOnly: true,
    secure: env().APP_URL.startsWith("https:"),
  }) as const;
