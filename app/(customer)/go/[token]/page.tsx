import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Button, LinkButton } from "#app/_ui/button.tsx";
import { Card, EmptyState, PageHeader } from "#app/_ui/surface.tsx";
import { previewLink } from "#server/notifications/index.ts";
import { open } from "./actions.ts";

type Props = { params: Promise<{ token: string }> };

// Not `no-referrer`: browsers then send forms without their origin, and without scripts the button would be refused.
export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("inbox.link");
  return { title: t("title"), robots: { index: false }, referrer: "same-origin" };
}

/**
 * Where the link of a mail or text message leads. It opens nothing before the person says so: programs that look at links in
 * mails must not be let in to anything.
 */
export default async function LinkPage({ params }: Props) {
  const [{ token }, t] = await Promise.all([params, getTranslations("inbox.link")]);
  const { orderNo, works } = await previewLink(decodeURIComponent(token), new Date());
  if (!works) {
    const start = orderNo === null ? "/" : `/?order=${encodeURIComponent(orderNo)}`;
    return (
      <>
        <h1 className="sr-only">{t("title")}</h1>
        <EmptyState title={t("over")} action={<LinkButton href={start}>{t("start")}</LinkButton>}>
          {t("overHint")}
        </EmptyState>
      </>
    );
  }
  return (
    <>
      <PageHeader title={t("title")} />
      <Card className="mt-6">
        <p className="max-w-prose text-pretty">{orderNo === null ? t("worksNone") : t("works", { orderNo })}</p>
        <form action={open.bind(null, token)} className="mt-5">
          <Button type="submit" variant="primary" className="w-full sm:w-auto">
            {t("open")}
          </Button>
        </form>
        <p className="mt-4 text-sm text-faint">{t("private")}</p>
      </Card>
    </>
  );
}
