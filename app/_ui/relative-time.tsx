import { useLocale } from "next-intl";
import { exactTime, relativeTime } from "#app/_lib/time.ts";

type Props = { at: string | Date; now?: Date; exact?: boolean; className?: string };

/** An instant in words, with the exact time on hover; `exact` shows the exact one. Works in both kinds of component. */
export function RelativeTime({ at, now = new Date(), exact = false, className }: Props) {
  const locale = useLocale();
  const date = new Date(at);
  const full = exactTime(date, locale);
  return (
    <time dateTime={date.toISOString()} title={full} className={className} suppressHydrationWarning>
      {exact ? full : relativeTime(date, now, locale)}
    </time>
  );
}
