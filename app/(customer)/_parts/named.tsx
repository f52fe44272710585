import { getTranslations } from "next-intl/server";
import { formatFen } from "#server/core/money.ts";
import type { Run } from "../_lib/run.ts";

const channels = ["alipay", "wechat", "unionpay", "qqpay"] as const;

/** What was named at the start, as it was understood, with the way to put it right. */
export async function Named({ id, run }: { id: string; run: Run }) {
  if (run.ticketNumber !== null) return null;
  const t = await getTranslations("customer.read");
  const { orderNo, paymentNo, amountFen, channel } = run.given;
  const known = channels.find((code) => code === channel);
  const parts = [
    run.orderNo ?? orderNo,
    paymentNo,
    amountFen === undefined ? undefined : formatFen(amountFen),
    known ? t(`channels.${known}`) : channel,
  ].filter((part) => part !== undefined && part !== "");
  return (
    <p className="mb-6 flex flex-wrap items-center gap-x-3 text-sm text-muted">
      <span className="min-w-0 break-all tabular">
        {parts.length > 0 ? t("named", { what: parts.join(" · ") }) : t("namedNothing")}
      </span>
      <a
        href={`/d/${id}/read`}
        className="inline-flex min-h-11 items-center font-medium text-accent-text underline-offset-4 hover:underline"
      >
        {parts.length > 0 ? t("change") : t("name")}
      </a>
    </p>
  );
}
