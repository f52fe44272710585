import { getTranslations } from "next-intl/server";
import { cx } from "#app/_ui/cx.ts";
import { RelativeTime } from "#app/_ui/relative-time.tsx";
import { Card } from "#app/_ui/surface.tsx";
import type { Ctx } from "#server/core/context.ts";
import { ownersCardKeys } from "#server/tickets/index.ts";
import { formLabels } from "../_lib/words.ts";
import { reveal } from "./card-keys-actions.ts";
import { RevealKeys } from "./reveal-keys.tsx";

export type Place = { number: string } | { diagnosisId: string };

/** That a card key arrived for the owner of an order, and the one button that shows it. Nothing when there is none. */
export async function CardKeys({ ctx, place, className }: { ctx: Ctx; place: Place; className?: string }) {
  const keys = await ownersCardKeys({ ctx, input: place });
  const newest = keys.at(-1);
  if (!newest) return null;
  const [t, labels] = await Promise.all([getTranslations("customer.cardKey"), formLabels()]);
  const seen = keys.find((key) => key.revealedAt !== null)?.revealedAt;
  return (
    <Card className={cx("grid gap-3", className)}>
      <div>
        <h2 className="font-semibold">{t("title", { count: keys.length })}</h2>
        <p className="text-muted">
          {t.rich("delivered", { time: () => <RelativeTime at={newest.deliveredAt} exact className="tabular" /> })}
          {seen ? <> · {t.rich("seen", { time: () => <RelativeTime at={seen} exact className="tabular" /> })}</> : null}
        </p>
      </div>
      <RevealKeys
        action={reveal.bind(null, place)}
        labels={labels}
        words={{
          hint: t("hint"),
          show: t(seen ? "again" : "show"),
          shown: t("shown"),
          key: t("key"),
          copy: t("copy"),
          copied: t("copied"),
        }}
      />
    </Card>
  );
}
