import { Clock } from "lucide-react";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Button, LinkButton } from "#app/_ui/button.tsx";
import { Card, EmptyState, PageHeader } from "#app/_ui/surface.tsx";
import { customerHere } from "../_lib/session.ts";
import { SendItself } from "./send-itself.tsx";

type Props = { searchParams: Promise<{ token?: string | string[] }> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("mine.handOver");
  return { title: t("title"), robots: { index: false }, referrer: "no-referrer" };
}

/**
 * Where a shop's link leads. It uses up nothing by itself: programs that look at links before people do would eat the token. The form
 * sends itself, or waits for the button.
 */
export default async function HandOverPage({ searchParams }: Props) {
  const [{ token }, t] = await Promise.all([searchParams, getTranslations("mine.handOver")]);
  if (typeof token !== "string" || token === "") {
    // Whoever goes back from their own orders comes by here once more.
    const inside = (await customerHere()) !== undefined;
    return (
      <>
        <h1 className="sr-only">{t("overTitle")}</h1>
        <EmptyState
          icon={<Clock />}
          title={t("overTitle")}
          action={
            <LinkButton href="/mine" variant="primary">
              {t(inside ? "own" : "find")}
            </LinkButton>
          }
        >
          {t(inside ? "overInside" : "overText")}
        </EmptyState>
      </>
    );
  }
  return (
    <>
      <PageHeader title={t("title")} />
      <Card className="mt-6">
        <p className="max-w-prose text-pretty">{t("lead")}</p>
        <form id="hand-over" method="post" action="/hand-over/enter" className="mt-5">
          <input type="hidden" name="token" value={token.slice(0, 2_000)} />
          <Button type="submit" variant="primary" className="w-full sm:w-auto">
            {t("enter")}
          </Button>
        </form>
        <SendItself form="hand-over" />
        <p className="mt-4 text-sm text-faint">{t("private")}</p>
      </Card>
    </>
  );
}
