import { Bell } from "lucide-react";
import { getTranslations } from "next-intl/server";
import { unreadOf } from "#server/notifications/index.ts";
import { inboxCustomers } from "../_lib/inbox.ts";

const MAX_SHOWN = 99;

/** The bell in the bar, with how much is unread. Only for browsers that have an inbox. */
export async function InboxLink() {
  const customers = await inboxCustomers();
  if (customers.length === 0) return null;
  const [unread, t] = await Promise.all([unreadOf(customers), getTranslations("inbox")]);
  const shown = unread > MAX_SHOWN ? `${MAX_SHOWN}+` : String(unread);
  return (
    <a
      href="/inbox"
      data-bell=""
      aria-label={unread > 0 ? t("badge", { count: shown }) : t("badgeNone")}
      title={t("badgeNone")}
      className="touch relative inline-flex items-center justify-center rounded-md px-2 text-muted transition-colors hover:bg-sunken hover:text-text"
    >
      <Bell aria-hidden className="size-4.5" />
      {unread > 0 ? (
        <span
          aria-hidden
          className="absolute top-1 right-0.5 min-w-4 rounded-full bg-accent px-1 text-center text-xs leading-4 font-semibold text-on-accent tabular"
        >
          {shown}
        </span>
      ) : null}
    </a>
  );
}
