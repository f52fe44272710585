import { ArrowRight } from "lucide-react";
import { getTranslations } from "next-intl/server";
import { cx } from "#app/_ui/cx.ts";
import { RelativeTime } from "#app/_ui/relative-time.tsx";
import { noticeText } from "#server/notifications/index.ts";
import type { InboxItem } from "#server/notifications/schemas.ts";
import { pageLocale } from "../_lib/session.ts";
import { openItem } from "./actions.ts";

/** One message: what happened, when, and the way to it. The whole of it is the button. */
export async function Message({ item }: { item: InboxItem }) {
  const [t, locale] = await Promise.all([getTranslations("inbox"), pageLocale()]);
  const { id, kind, orderNo, ticketNumber, params, read, createdAt } = item;
  const { title, body, action } = noticeText(kind, { order: orderNo, ticket: ticketNumber, params }, locale);
  const leads = orderNo !== null || ticketNumber !== null || item.diagnosisId !== null;
  const inside = (
    <>
      <span className="flex flex-wrap items-baseline gap-x-3 gap-y-0.5">
        {read ? null : (
          <span className="inline-flex items-center gap-1.5 text-sm font-medium text-accent-text">
            <span aria-hidden className="size-2 rounded-full bg-accent" />
            {t("unread")}
          </span>
        )}
        <span className={cx("text-pretty", !read && "font-semibold")}>{title}</span>
        <RelativeTime at={createdAt} className="ml-auto text-sm text-faint tabular" />
      </span>
      <span className="mt-1 block max-w-prose break-words text-muted">{body}</span>
      {leads ? (
        <span className="mt-2 inline-flex items-center gap-1.5 text-sm font-medium text-accent-text">
          {action}
          <ArrowRight aria-hidden className="size-4" />
        </span>
      ) : null}
    </>
  );
  const look = cx(
    "block w-full rounded-md border bg-surface px-4 py-3.5 text-left",
    read ? "border-line" : "border-line-strong",
  );
  if (!leads) return <div className={look}>{inside}</div>;
  return (
    <form action={openItem.bind(null, id)}>
      <button type="submit" className={cx(look, "transition-colors hover:bg-sunken")}>
        {inside}
      </button>
    </form>
  );
}
