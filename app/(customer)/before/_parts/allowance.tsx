import { getTranslations } from "next-intl/server";
import { Money } from "#app/_ui/money.tsx";
import { Card, Facts } from "#app/_ui/surface.tsx";
import type { Owner } from "../_lib/owner.ts";

/** What the person in this browser may pay, for those who proved an order to be theirs. */
export async function OwnAllowance({ owner }: { owner: Owner }) {
  const t = await getTranslations("before.own");
  const { limits, paidTodayFen } = owner;
  const value = (fen: number, by: Owner["limits"]["singleBy"]) => (
    <>
      <Money fen={fen} /> <span className="text-sm font-normal text-muted">{t(`by.${by}`)}</span>
    </>
  );
  return (
    <Card aria-labelledby="own" className="mt-8">
      <h2 id="own" className="text-lg font-semibold">
        {t("title")}
      </h2>
      <Facts
        className="mt-2"
        items={[
          { label: t("single"), value: value(limits.singleFen, limits.singleBy) },
          { label: t("daily"), value: value(limits.dailyFen, limits.dailyBy) },
          { label: t("today"), value: <Money fen={paidTodayFen} /> },
        ]}
      />
      <p className="mt-2 text-sm text-muted">{t("intro")}</p>
      <a
        href="/before/credit"
        className="touch mt-1 inline-flex items-center text-accent-text underline underline-offset-4"
      >
        {t("more")}
      </a>
    </Card>
  );
}
