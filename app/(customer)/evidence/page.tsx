import type { Metadata } from "next";
import { getLocale, getTranslations } from "next-intl/server";
import { LinkButton } from "#app/_ui/button.tsx";
import { RelativeTime } from "#app/_ui/relative-time.tsx";
import { Card, Facts } from "#app/_ui/surface.tsx";
import { isDomainError } from "#server/core/errors.ts";
import { getCheckpoint, listKeys } from "#server/evidence/index.ts";
import { CopyText } from "../_parts/copy-text.tsx";
import { CheckHead } from "./_parts/check-head.tsx";
import { CheckReceipt } from "./_parts/check-receipt.tsx";
import { Heads } from "./_parts/heads.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("evidence");
  return { title: t("title"), description: t("lead") };
}

/** The evidence log as anybody may see it: its signed head, its key, and a check of receipts that happens in the browser alone. */
export default async function EvidencePage({
  searchParams,
}: {
  searchParams: Promise<{ before?: string | string[] }>;
}) {
  const [t, locale, head, keys] = await Promise.all([getTranslations("evidence"), getLocale(), newest(), listKeys()]);
  const [key, ...earlier] = keys;
  const vkeys = keys.map(({ vkey }) => vkey);
  const before = Number((await searchParams).before);
  return (
    <>
      <h1 className="text-balance text-3xl font-semibold tracking-tight sm:text-4xl">{t("title")}</h1>
      <p className="mt-3 max-w-prose text-lg text-muted">{t("lead")}</p>
      <section aria-labelledby="check" className="mt-8">
        <h2 id="check" className="mb-3 text-xl font-semibold">
          {t("check.title")}
        </h2>
        <CheckReceipt
          vkeys={vkeys}
          words={{
            lead: t("check.lead"),
            choose: t("check.choose"),
            drop: t("check.drop"),
            wait: t("check.wait"),
            holds: t("check.holds"),
            holdsMore: t.raw("check.holdsMore") as string,
            fails: t("check.fails"),
            failsMore: t("check.failsMore"),
            unknown: t("check.unknown"),
            old: t("check.old"),
            noKey: t("check.noKey"),
          }}
        />
      </section>
      <section aria-labelledby="what" className="mt-12 border-t border-line pt-8">
        <h2 id="what" className="mb-3 text-xl font-semibold">
          {t("what.title")}
        </h2>
        <dl className="max-w-prose divide-y divide-line">
          {(["holds", "shows", "hides", "not"] as const).map((name) => (
            <div key={name} className="grid gap-x-6 gap-y-1 py-3 sm:grid-cols-[9rem_1fr]">
              <dt className="font-medium">{t(`what.${name}.label`)}</dt>
              <dd className="text-muted">{t(`what.${name}.text`)}</dd>
            </div>
          ))}
        </dl>
      </section>
      <section aria-labelledby="head" className="mt-12 border-t border-line pt-8">
        <h2 id="head" className="mb-3 text-xl font-semibold">
          {t("head.title")}
        </h2>
        {head ? (
          <Card>
            <Facts
              items={[
                { label: t("head.size"), value: <span className="tabular">{head.size.toLocaleString(locale)}</span> },
                { label: t("head.at"), value: <RelativeTime at={head.createdAt} /> },
                { label: t("head.root"), value: <code className="font-mono text-sm break-all">{head.rootHash}</code> },
              ]}
            />
            <div className="mt-4">
              <CopyText
                id="note"
                text={head.note}
                label={t("head.note")}
                copy={t("head.copy")}
                copied={t("key.copied")}
              />
            </div>
          </Card>
        ) : (
          <p className="text-muted">{t("head.none")}</p>
        )}
      </section>
      {key ? (
        <section aria-labelledby="held-title" className="mt-12 border-t border-line pt-8">
          <h2 id="held-title" className="mb-1 text-xl font-semibold">
            {t("held.title")}
          </h2>
          <p className="mb-4 max-w-prose text-muted">{t("held.lead")}</p>
          <CheckHead
            vkeys={vkeys}
            words={{
              note: t("held.note"),
              noteHint: t("held.noteHint"),
              key: t("held.key"),
              keyHint: t("held.keyHint"),
              optional: t("held.optional"),
              go: t("held.go"),
              wait: t("held.wait"),
              holds: t("held.holds"),
              holdsMore: t.raw("held.holdsMore") as string,
              same: t("held.same"),
              fails: t("held.fails"),
              failsMore: t("held.failsMore"),
              shorter: t("held.shorter"),
              unknown: t("held.unknown"),
              offline: t("held.offline"),
              old: t("check.old"),
            }}
          />
        </section>
      ) : null}
      {head ? (
        <section aria-labelledby="heads" className="mt-12 border-t border-line pt-8">
          <h2 id="heads" className="mb-3 text-xl font-semibold">
            {t("heads.title")}
          </h2>
          <Heads before={Number.isSafeInteger(before) && before > 0 ? before : undefined} />
        </section>
      ) : null}
      {key ? (
        <section aria-labelledby="key" className="mt-12 border-t border-line pt-8">
          <h2 id="key" className="mb-1 text-xl font-semibold">
            {t("key.title")}
          </h2>
          <p className="mb-3 max-w-prose text-muted">{t("key.lead")}</p>
          <CopyText id="vkey" text={key.vkey} label={t("key.title")} copy={t("key.copy")} copied={t("key.copied")} />
          {earlier.length > 0 ? (
            <>
              <h3 className="mt-6 mb-1 font-medium">{t("key.earlier")}</h3>
              <p className="mb-2 max-w-prose text-sm text-muted">{t("key.earlierLead")}</p>
              <ul className="grid gap-1">
                {earlier.map(({ vkey }) => (
                  <li key={vkey}>
                    <code className="font-mono text-sm break-all">{vkey}</code>
                  </li>
                ))}
              </ul>
            </>
          ) : null}
        </section>
      ) : null}
      <section aria-labelledby="alone" className="mt-12 border-t border-line pt-8">
        <h2 id="alone" className="mb-1 text-xl font-semibold">
          {t("alone.title")}
        </h2>
        <p className="mb-3 max-w-prose text-muted">{t("alone.lead")}</p>
        <LinkButton href="/evidence/verify.mjs" download>
          {t("alone.download")}
        </LinkButton>
      </section>
    </>
  );
}

async function newest() {
  try {
    return await getCheckpoint();
  } catch (error) {
    if (isDomainError(error, "CHECKPOINT_NOT_FOUND")) return null;
    throw error;
  }
}
