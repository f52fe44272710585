import { getTranslations } from "next-intl/server";
import { TraceBar } from "#app/_ui/trace.tsx";
import type { Trace } from "#server/orders/schemas.ts";
import { OrderFlow } from "./order-flow.tsx";

/** How far the order got: the progress bar of a run. Without proof of ownership it says why there is none. */
export async function OrderProgress({
  trace,
  proveHref,
}: {
  trace: Trace | undefined;
  proveHref?: string | undefined;
}) {
  const t = await getTranslations("customer.question");
  if (!trace) {
    return proveHref ? (
      <p className="mb-8 text-sm text-muted">
        {t("noRecords")}{" "}
        <a href={proveHref} className="font-medium text-accent-text underline underline-offset-4">
          {t("proveNow")}
        </a>
      </p>
    ) : null;
  }
  return (
    <section aria-label={t("timeline")} className="mb-8 rounded-md border border-line bg-surface px-2 py-4 sm:px-5">
      <TraceBar stages={trace.stages} brokenAt={trace.brokenAt} />
      <OrderFlow orderNo={trace.orderNo} />
    </section>
  );
}
