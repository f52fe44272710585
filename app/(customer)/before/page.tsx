import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { LinkButton } from "#app/_ui/button.tsx";
import { Banner, Card } from "#app/_ui/surface.tsx";
import { publicChannels } from "#server/channels/index.ts";
import type { PublicChannel } from "#server/channels/schemas.ts";
import { isDomainError } from "#server/core/errors.ts";
import { formatFen } from "#server/core/money.ts";
import { anonymousPrecheck, ownPrecheck } from "#server/risk/index.ts";
import type { PrecheckResult } from "#server/risk/schemas.ts";
import { pageLocale, spend } from "../_lib/session.ts";
import { ChannelBanner } from "../_parts/channel-banner.tsx";
import { type Owner, ownerHere } from "./_lib/owner.ts";
import { type Asked, askedOf, type Query } from "./_lib/query.ts";
import { OwnAllowance } from "./_parts/allowance.tsx";
import { CheckBefore } from "./_parts/check-before.tsx";
import { Faq } from "./_parts/faq.tsx";
import { Guide } from "./_parts/guide.tsx";
import { Verdict } from "./_parts/verdict.tsx";

const BUDGET = { name: "before", points: 60, windowS: 600 };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("before");
  return { title: t("title"), description: t("lead") };
}

/** Before paying: whether it will go through, the guide for first-timers, and what people ask. `/before?amountFen=…&channel=…&sku=…`. */
export default async function BeforePage({ searchParams }: { searchParams: Promise<Query> }) {
  const [query, t, locale] = await Promise.all([searchParams, getTranslations("before"), pageLocale()]);
  const now = new Date();
  const asked = askedOf(query);
  const [owner, { items }] = await Promise.all([ownerHere(now), publicChannels({ now, locale })]);
  const answer = asked.any && asked.wrong.length === 0 ? await answerOf(asked, owner, now) : null;
  return (
    <>
      <ChannelBanner chargeState={isHeld(answer) ? "possible" : "none"} />
      <h1 className="text-balance text-3xl font-semibold tracking-tight sm:text-4xl">{t("title")}</h1>
      <p className="mt-3 max-w-prose text-lg text-muted">{t("lead")}</p>
      {typeof answer === "number" ? (
        <Banner tone="wait" role="alert" className="mt-6" title={t("form.tooMany", { minutes: answer })} />
      ) : answer ? (
        <Answer asked={asked} result={answer} channels={items} own={owner !== null} />
      ) : null}
      <Card className="mt-8 shadow-md">
        <CheckBefore asked={asked} channels={items} />
      </Card>
      {owner ? <OwnAllowance owner={owner} /> : null}
      <section aria-labelledby="guide" className="mt-12 border-t border-line pt-8">
        <h2 id="guide" className="text-xl font-semibold">
          {t("guide.title")}
        </h2>
        <p className="mt-1 mb-6 text-muted">{t("guide.lead")}</p>
        <Guide />
      </section>
      <section aria-labelledby="faq" className="mt-12">
        <h2 id="faq" className="mb-4 text-xl font-semibold">
          {t("faq.title")}
        </h2>
        <Faq />
      </section>
      <Card className="mt-10 flex flex-wrap items-center justify-between gap-4">
        <div>
          <h2 className="font-semibold">{t("paid.title")}</h2>
          <p className="text-muted">{t("paid.text")}</p>
        </div>
        <LinkButton href="/">{t("paid.link")}</LinkButton>
      </Card>
      {owner ? null : (
        <p className="mt-6 text-sm">
          <a
            href="/before/credit"
            className="touch inline-flex items-center text-accent-text underline underline-offset-4"
          >
            {t("own.more")}
          </a>
        </p>
      )}
    </>
  );
}

const isHeld = (answer: PrecheckResult | number | null) =>
  answer !== null && typeof answer !== "number" && answer.reasons.some(({ code }) => code === "UNRESOLVED_PAYMENT");

/** @returns the answer, or in how many minutes one may ask again */
async function answerOf(asked: Asked, owner: Owner | null, now: Date): Promise<PrecheckResult | number> {
  const locale = await pageLocale();
  try {
    await spend(BUDGET);
  } catch (error) {
    if (!isDomainError(error, "RATE_LIMITED")) throw error;
    return Math.max(1, Math.ceil(Number(error.details.retryAfterS ?? 60) / 60));
  }
  const { amountFen, channel, sku } = asked;
  const input = { amountFen, channel, sku };
  return owner
    ? ownPrecheck({ now, locale, input: { ...input, customerId: owner.customerId } })
    : anonymousPrecheck({ now, locale, input });
}

type AnswerProps = { asked: Asked; result: PrecheckResult; channels: readonly PublicChannel[]; own: boolean };

async function Answer({ asked, result, channels, own }: AnswerProps) {
  const t = await getTranslations("before.verdict");
  const label = (code: string | undefined) => channels.find(({ channel }) => channel === code)?.label ?? code ?? null;
  const instead = label(result.recommendedChannel);
  const about = [asked.amountFen === undefined ? null : formatFen(asked.amountFen), label(asked.channel)].filter(
    Boolean,
  );
  const query = new URLSearchParams({
    ...(asked.amountFen === undefined ? {} : { amountFen: String(asked.amountFen) }),
    ...(asked.sku === undefined ? {} : { sku: asked.sku }),
    channel: result.recommendedChannel ?? "",
  });
  const earlier = result.reasons.some(({ code }) => code === "UNRESOLVED_PAYMENT" || code === "INP_DUP_SUBMIT");
  return (
    <section aria-labelledby="result" className="mt-6">
      <h2 id="result" className="mb-2 text-lg font-semibold">
        {t("heading")}
        {about.length > 0 ? <span className="ml-2 font-normal text-muted tabular">{about.join(" · ")}</span> : null}
      </h2>
      <Verdict result={result}>
        {instead ? (
          <LinkButton href={`/before?${query}`} className="mt-3">
            {t("useIt", { channel: instead })}
          </LinkButton>
        ) : null}
        {earlier ? (
          <LinkButton href="/" className="mt-3">
            {t("checkFirst")}
          </LinkButton>
        ) : null}
      </Verdict>
      <p className="mt-2 text-sm text-faint">{own ? t("own") : t("general")}</p>
    </section>
  );
}
