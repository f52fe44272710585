import { cookies, headers } from "next/headers";
import { getRequestConfig } from "next-intl/server";
import { isLocale, LOCALE_COOKIE, pickLocale } from "./locale.ts";
import { messagesOf } from "./messages/index.ts";

export const TIME_ZONE = "Asia/Shanghai";

export default getRequestConfig(async ({ locale: asked }) => {
  const [jar, head] = await Promise.all([cookies(), headers()]);
  const locale = isLocale(asked) ? asked : pickLocale(jar.get(LOCALE_COOKIE)?.value, head.get("accept-language"));
  return { locale, messages: messagesOf(locale), timeZone: TIME_ZONE };
});
