import { Bell, Inbox } from "lucide-react";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Button, LinkButton } from "#app/_ui/button.tsx";
import { EmptyState, PageHeader } from "#app/_ui/surface.tsx";
import { inboxOf, preferencesUrl, unreadOf } from "#server/notifications/index.ts";
import { inboxCustomers } from "../_lib/inbox.ts";
import { KeepFresh } from "../_parts/keep-fresh.tsx";
import { readAll } from "./actions.ts";
import { Message } from "./message.tsx";

type Props = { searchParams: Promise<{ before?: string | string[] }> };
const PAGE = 20;
const CURSOR = /^[0-9a-f-]{36}$/;

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("inbox");
  return { title: t("title"), robots: { index: false } };
}

/** What whoever is signed in here was told, or the customers of the runs that this browser proved, newest first. */
export default async function InboxPage({ searchParams }: Props) {
  const [query, customers, t] = await Promise.all([searchParams, inboxCustomers(), getTranslations("inbox")]);
  if (customers.length === 0) {
    return (
      <>
        <PageHeader title={t("title")} />
        <EmptyState icon={<Inbox />} title={t("none")} action={<LinkButton href="/">{t("start")}</LinkButton>}>
          {t("noneHint")}
        </EmptyState>
      </>
    );
  }
  const before = typeof query.before === "string" && CURSOR.test(query.before) ? query.before : undefined;
  const [page, unread] = await Promise.all([
    inboxOf(customers, { limit: PAGE, ...(before ? { cursor: before } : {}) }),
    unreadOf(customers),
  ]);
  return (
    <>
      <KeepFresh events="/inbox/events" />
      <PageHeader
        title={t("title")}
        description={t("intro")}
        actions={
          unread > 0 ? (
            <form action={readAll}>
              <Button type="submit" variant="secondary" size="compact" className="min-h-11">
                {t("readAll")}
              </Button>
            </form>
          ) : undefined
        }
      />
      {page.items.length === 0 ? (
        <EmptyState icon={<Bell />} title={t("empty")}>
          {t("emptyHint")}
        </EmptyState>
      ) : (
        <ul className="mt-6 grid gap-3">
          {page.items.map((item) => (
            <li key={item.id}>
              <Message item={item} />
            </li>
          ))}
        </ul>
      )}
      <nav aria-label={t("title")} className="mt-6 flex flex-wrap gap-3">
        {before ? (
          <LinkButton href="/inbox" variant="secondary">
            {t("newest")}
          </LinkButton>
        ) : null}
        {page.nextCursor ? (
          <LinkButton href={`/inbox?before=${page.nextCursor}`} variant="secondary">
            {t("older")}
          </LinkButton>
        ) : null}
      </nav>
      {customers.map((id) => (
        <p key={id} className="mt-6 text-sm">
          <a
            href={new URL(preferencesUrl(id)).pathname}
            className="touch inline-flex items-center text-muted underline underline-offset-4"
          >
            {t("wishes")}
          </a>
        </p>
      ))}
    </>
  );
}
