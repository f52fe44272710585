import { Minus, Plus } from "lucide-react";
import { getTranslations } from "next-intl/server";
import type { Run } from "../../_lib/run.ts";

const MAX_REASONS = 5;
/** Other causes are named only when they are worth a thought. */
const WORTH_NAMING = 0.1;

/** Why we think so: the strongest grounds for and against, and what else it could be. */
export async function Reasons({ run }: { run: Run }) {
  const t = await getTranslations("customer.result");
  const reasons = run.reasons.slice(0, MAX_REASONS);
  const also = run.view.causes
    .filter((cause) => cause.code !== run.cause.code && cause.probability >= WORTH_NAMING)
    .slice(0, 2);
  return (
    <section className="mt-8">
      <h2 className="font-semibold">{t("why")}</h2>
      {reasons.length === 0 ? <p className="mt-2 text-muted">{t("whyNone")}</p> : null}
      <ul className="mt-2 grid gap-1.5 text-muted">
        {reasons.map((reason) => (
          <li key={reason.text} className="flex gap-2.5">
            {reason.supports ? (
              <Plus aria-hidden className="mt-1 size-4 shrink-0 text-ok" />
            ) : (
              <Minus aria-hidden className="mt-1 size-4 shrink-0 text-unknown" />
            )}
            <span>
              <span className="sr-only">{t(reason.supports ? "for" : "against")}</span>
              {reason.text}
            </span>
          </li>
        ))}
      </ul>
      {also.length > 0 ? (
        <p className="mt-3 text-sm text-faint">
          {t("other")}
          {also.map((cause) => cause.title).join(t("comma"))}
        </p>
      ) : null}
    </section>
  );
}
