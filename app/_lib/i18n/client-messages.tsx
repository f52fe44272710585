import { NextIntlClientProvider } from "next-intl";
import { getLocale, getMessages } from "next-intl/server";
import type { ReactNode } from "react";
import type { Messages } from "./messages/index.ts";
import { TIME_ZONE } from "./request.ts";

/**
 * Gives client components below it these areas of messages. Customer pages do without it, so that their pages carry
 * neither the words twice nor the library that formats them.
 */
export async function ClientMessages({ areas, children }: { areas: (keyof Messages)[]; children: ReactNode }) {
  const [locale, messages] = await Promise.all([getLocale(), getMessages()]);
  const picked = Object.fromEntries(areas.map((area) => [area, messages[area]]));
  return (
    <NextIntlClientProvider locale={locale} messages={picked} timeZone={TIME_ZONE} now={new Date()}>
      {children}
    </NextIntlClientProvider>
  );
}
