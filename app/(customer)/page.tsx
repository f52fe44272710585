import { ArrowRight } from "lucide-react";
import { getTranslations } from "next-intl/server";
import { Card } from "#app/_ui/surface.tsx";
import { grants } from "./_lib/session.ts";
import { startWords } from "./_lib/start-form-words.ts";
import { readStartError } from "./_lib/start-words.ts";
import { ChannelBanner } from "./_parts/channel-banner.tsx";
import { StartForm } from "./_parts/start-form.tsx";

const steps = ["1", "2", "3"] as const;

type One = string | string[] | undefined;
type Props = { searchParams: Promise<{ order?: One; payment?: One; failed?: One }> };

/** The start. A shop may link here with its order and payment number filled in: `/?order=…&payment=…`. */
export default async function Landing({ searchParams }: Props) {
  const [query, t, words, known] = await Promise.all([
    searchParams,
    getTranslations("customer.start"),
    startWords(),
    grants(),
  ]);
  const [run, ticket] = [known.diagnoses[0], known.tickets[0]];
  const one = (value: One) => (typeof value === "string" ? value.slice(0, 128) : "");
  const numbers = { orderNo: one(query.order), paymentNo: one(query.payment) };
  return (
    <>
      <ChannelBanner />
      <h1 className="text-balance text-3xl font-semibold tracking-tight sm:text-4xl">{t("title")}</h1>
      <p className="mt-3 max-w-prose text-lg text-muted">{t("lead")}</p>
      <Card className="mt-8 shadow-md">
        <StartForm words={words} numbers={numbers} failed={readStartError(query.failed)} />
      </Card>
      <p className="mt-3 text-sm text-faint">{t("noJs")}</p>
      {run || ticket ? (
        <section aria-label={t("recent")} className="mt-8 flex flex-wrap gap-x-6 gap-y-1">
          {ticket ? <ResumeLink href={`/t/${ticket}`}>{t("myTicket", { number: ticket })}</ResumeLink> : null}
          {run ? <ResumeLink href={`/d/${run}`}>{t("resume")}</ResumeLink> : null}
        </section>
      ) : null}
      <section aria-labelledby="how" className="mt-12 border-t border-line pt-8">
        <h2 id="how" className="text-lg font-semibold">
          {t("how")}
        </h2>
        <ol className="mt-5 grid gap-6 sm:grid-cols-3">
          {steps.map((step) => (
            <li key={step}>
              <span
                aria-hidden
                className="flex size-7 items-center justify-center rounded-md bg-accent-soft text-sm font-semibold text-accent-text tabular"
              >
                {step}
              </span>
              <p className="mt-3 font-medium">{t(`step${step}`)}</p>
              <p className="mt-1 text-sm text-muted">{t(`step${step}Text`)}</p>
            </li>
          ))}
        </ol>
      </section>
    </>
  );
}

function ResumeLink({ href, children }: { href: string; children: React.ReactNode }) {
  return (
    <a
      href={href}
      className="touch inline-flex items-center gap-1.5 font-medium text-accent-text underline-offset-4 hover:underline"
    >
      {children}
      <ArrowRight aria-hidden className="size-4" />
    </a>
  );
}
