import { ChevronDown } from "lucide-react";
import type { Metadata } from "next";
import { headers } from "next/headers";
import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { Banner } from "#app/_ui/surface.tsx";
import { pageLocale } from "#app/(customer)/_lib/session.ts";
import { askedOf, type Query } from "#app/(customer)/before/_lib/query.ts";
import { Faq } from "#app/(customer)/before/_parts/faq.tsx";
import { Guide } from "#app/(customer)/before/_parts/guide.tsx";
import { Verdict } from "#app/(customer)/before/_parts/verdict.tsx";
import { publicChannels } from "#server/channels/index.ts";
import type { PublicChannel } from "#server/channels/schemas.ts";
import { systemClock } from "#server/core/clock.ts";
import { env } from "#server/core/env.ts";
import { isDomainError } from "#server/core/errors.ts";
import { formatFen } from "#server/core/money.ts";
import { clientAddress, consume } from "#server/http/index.ts";
import { anonymousPrecheck, keptPrecheck } from "#server/risk/index.ts";
import type { PrecheckResult } from "#server/risk/schemas.ts";
import { type FailedWords, FrameTalk } from "./_parts/frame-talk.tsx";

/** Payment pages behind one address (a company, a phone network) share it. */
const BUDGET = { name: "embed", points: 240, windowS: 60 };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("before.embed");
  return { title: t("title"), robots: { index: false } };
}

const text = (value: string | string[] | undefined) => (typeof value === "string" ? value.slice(0, 200) : "");

/**
 * What a shop's payment page shows in a frame (public/embed.js). It knows nobody: what is said of a customer was asked by the shop's
 * own server, and stands here under the id that it was given.
 */
export default async function EmbedPage({ searchParams }: { searchParams: Promise<Query> }) {
  const [query, t, origins] = [await searchParams, await getTranslations("before.embed"), env().EMBED_ORIGINS];
  if (origins.length === 0) {
    return (
      <Frame label={t("title")}>
        <h1 className="sr-only">{t("title")}</h1>
        <Banner tone="unknown" title={t("off")}>
          {t("offText")}
        </Banner>
      </Frame>
    );
  }
  const host = origins.includes(text(query.host)) ? text(query.host) : "";
  const order = text(query.order);
  const failed = text(query.failed) === "1" ? { orderNo: /^[\w.-]{1,128}$/.test(order) ? order : "" } : null;
  if (text(query.view) === "faq") {
    return (
      <Frame label={t("title")}>
        <Heading>{await title("faq")}</Heading>
        <Faq apart />
      </Frame>
    );
  }
  const busy = await tooOften();
  return (
    <Frame label={t("title")}>
      <h1 className="sr-only">{t("title")}</h1>
      <FrameTalk host={host} words={await failedWords()} failed={failed}>
        {busy === null ? <Panel query={query} /> : <Banner tone="wait" title={busy} />}
      </FrameTalk>
      <Fold label={t("guide")}>
        <Guide />
      </Fold>
      <p className="text-sm">
        <a
          href="/before"
          target="_blank"
          rel="noopener"
          className="touch inline-flex items-center text-accent-text underline underline-offset-4"
        >
          {t("more")}
          <span className="sr-only">{t("newTab")}</span>
        </a>
      </p>
    </Frame>
  );
}

const title = async (area: "faq" | "guide") => (await getTranslations("before"))(`${area}.title`);

async function failedWords(): Promise<FailedWords> {
  const t = await getTranslations("before.embed");
  return {
    title: t("failedTitle"),
    text: t("failedText"),
    link: t("failedLink"),
    noOrder: t("failedNoOrder"),
    newTab: t("newTab"),
  };
}

/** @returns what to say to an address that asks too often; null while it does not */
async function tooOften(): Promise<string | null> {
  try {
    await consume(BUDGET, clientAddress(await headers()));
    return null;
  } catch (error) {
    if (!isDomainError(error, "RATE_LIMITED")) throw error;
    const t = await getTranslations("before.form");
    return t("tooMany", { minutes: Math.max(1, Math.ceil(Number(error.details.retryAfterS ?? 60) / 60)) });
  }
}

async function Panel({ query }: { query: Query }) {
  const [t, locale] = await Promise.all([getTranslations("before.embed"), pageLocale()]);
  const now = systemClock.now();
  const { amountFen, channel, sku } = askedOf(query);
  const { items, bannerText } = await publicChannels({ now, locale });
  const id = text(query.precheck);
  const kept = id === "" ? null : await keptPrecheck({ id, now, locale });
  const result = kept ?? (await anonymousPrecheck({ now, locale, input: { amountFen, channel, sku } }));
  const asked = items.find((one) => one.channel === (result.channel?.channel ?? channel));
  // Of a channel that was chosen the verdict says it all, and whoever chose one that works need not change. Until then there is the banner.
  const banner = bannerText && !asked && mayInvite(result) ? bannerText[locale] : null;
  return (
    <>
      {id !== "" && !kept ? <p className="text-sm text-muted">{t("gone")}</p> : null}
      {banner ? <Banner tone="wait" title={banner} role="status" /> : null}
      <Verdict result={result} />
      {asked ? <Limits channel={asked} /> : null}
    </>
  );
}

const mayInvite = ({ reasons }: PrecheckResult) => !reasons.some(({ code }) => code === "UNRESOLVED_PAYMENT");

async function Limits({ channel }: { channel: PublicChannel }) {
  const t = await getTranslations("before.form");
  const words = await getTranslations("before.embed");
  const { singleLimitFen: single, dailyLimitFen: daily, label } = channel;
  if (single === null && daily === null) return null;
  const said =
    single !== null && daily !== null
      ? t("limits", { single: formatFen(single), daily: formatFen(daily) })
      : single !== null
        ? t("single", { single: formatFen(single) })
        : t("daily", { daily: formatFen(daily ?? 0) });
  return (
    <p className="text-sm text-muted">
      {label} · {words("limits")} · <span className="tabular">{said}</span>
    </p>
  );
}

/** Named, because the page around the frame has a main part of its own. */
function Frame({ label, children }: { label: string; children: ReactNode }) {
  return (
    <main aria-label={label} className="grid gap-3 bg-surface p-3 text-base">
      {children}
    </main>
  );
}

const Heading = ({ children }: { children: ReactNode }) => <h1 className="text-lg font-semibold">{children}</h1>;

function Fold({ label, children }: { label: string; children: ReactNode }) {
  return (
    <details className="group rounded-md border border-line px-4">
      <summary className="touch flex list-none items-center justify-between gap-3 py-2 font-medium">
        {label}
        <ChevronDown aria-hidden className="size-5 shrink-0 text-faint transition-transform group-open:rotate-180" />
      </summary>
      <div className="pt-1 pb-4">{children}</div>
    </details>
  );
}
