import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Button } from "#app/_ui/button.tsx";
import { Banner, Card, EmptyState, PageHeader } from "#app/_ui/surface.tsx";
import { getPreferences, readPreferencesToken } from "#server/notifications/index.ts";
import { save } from "./actions.ts";

type Props = { params: Promise<{ token: string }>; searchParams: Promise<{ saved?: string }> };

// Not `no-referrer`: browsers then send forms without their origin, and without scripts the button would be refused.
export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("inbox.preferences");
  return { title: t("title"), robots: { index: false }, referrer: "same-origin" };
}

/** What a customer wants to be sent; reached by the link in their mails. It shows nothing else of them. */
export default async function PreferencesPage({ params, searchParams }: Props) {
  const [{ token }, { saved }, t] = await Promise.all([params, searchParams, getTranslations("inbox.preferences")]);
  const customerId = readPreferencesToken(decodeURIComponent(token));
  if (customerId === undefined) {
    return (
      <>
        <h1 className="sr-only">{t("title")}</h1>
        <EmptyState title={t("gone")}>{t("goneHint")}</EmptyState>
      </>
    );
  }
  const wishes = await getPreferences(customerId);
  return (
    <>
      <PageHeader title={t("title")} description={t("intro")} />
      {saved === undefined ? null : (
        <Banner tone="ok" role="status" className="mt-6">
          {t("saved")}
        </Banner>
      )}
      <Card className="mt-6">
        <form action={save.bind(null, token)} className="grid gap-4">
          <Choice name="mail" label={t("mail")} hint={t("mailHint")} checked={wishes.mail} />
          <Choice name="sms" label={t("sms")} hint={t("smsHint")} checked={wishes.sms} />
          <Button type="submit" variant="primary" className="w-full sm:w-auto sm:justify-self-start">
            {t("save")}
          </Button>
        </form>
      </Card>
    </>
  );
}

function Choice({ name, label, hint, checked }: { name: string; label: string; hint: string; checked: boolean }) {
  return (
    <label className="flex min-h-11 cursor-pointer items-start gap-3">
      <input type="checkbox" name={name} defaultChecked={checked} className="mt-1 size-5 shrink-0 accent-accent" />
      <span>
        <span className="font-medium">{label}</span>
        <span className="block text-sm text-muted">{hint}</span>
      </span>
    </label>
  );
}
