"use client";

import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useLocale, useTranslations } from "next-intl";
import { exactTime } from "#app/_lib/time.ts";
import { Badge } from "#app/_ui/badge.tsx";
import { Button } from "#app/_ui/button.tsx";
import { Banner } from "#app/_ui/surface.tsx";
import { toast } from "#app/_ui/toaster.tsx";
import { trpc } from "#app/(staff)/_lib/trpc.ts";
import { useFailureText } from "#app/(staff)/_lib/use-failure-text.ts";
import { formatFen } from "#server/core/money.ts";
import type { CorrectionView } from "#server/risk/schemas.ts";
import { CorrectionForm } from "./correction-form.tsx";

type Props = { customerId: string; items: readonly CorrectionView[]; mayCorrect: boolean };

/** What colleagues put right about somebody, and the form to do so. */
export function Corrections({ customerId, items, mayCorrect }: Props) {
  const t = useTranslations("riskRules.customers");
  return (
    <section aria-labelledby="corrections" className="mt-8">
      <h2 id="corrections" className="mb-2 font-semibold">
        {t("corrections")}
      </h2>
      {items.length === 0 ? <p className="text-muted">{t("noCorrections")}</p> : null}
      <ul className="grid gap-2">
        {items.map((item) => (
          <Correction key={item.id} item={item} mayWithdraw={mayCorrect && item.state === "active"} />
        ))}
      </ul>
      {mayCorrect ? (
        <CorrectionForm customerId={customerId} />
      ) : (
        <p className="mt-3 text-sm text-muted">{t("readOnly")}</p>
      )}
    </section>
  );
}

function Correction({ item, mayWithdraw }: { item: CorrectionView; mayWithdraw: boolean }) {
  const t = useTranslations("riskRules.customers");
  const locale = useLocale();
  const router = useRouter();
  const failure = useFailureText();
  const time = (iso: string) => exactTime(new Date(iso), locale);
  const withdraw = useMutation({
    mutationFn: () => trpc.risk.withdraw.mutate({ id: item.id }),
    onSuccess: () => {
      toast.ok(t("withdrawn"));
      router.refresh();
    },
  });
  const what =
    item.kind === "limits"
      ? t("limitsSet", { single: formatFen(item.singleFen ?? 0), daily: formatFen(item.dailyFen ?? 0) })
      : t("set", {
          what: item.input ? t(`part.${item.input}`) : "",
          value: item.input === "verified" ? t(item.value ? "yes" : "no") : String(item.value),
        });
  return (
    <li className="rounded-md border border-line bg-surface px-4 py-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <Badge tone={item.state === "active" ? "accent" : "neutral"}>{t(`state.${item.state}`)}</Badge>
        <span className="font-medium tabular">{what}</span>
        {mayWithdraw ? (
          <Button
            type="button"
            variant="secondary"
            size="compact"
            className="ml-auto"
            disabled={withdraw.isPending}
            onClick={() => withdraw.mutate()}
          >
            {t("withdraw")}
          </Button>
        ) : null}
      </div>
      <p className="mt-1 break-words">{item.reason}</p>
      <p className="text-sm text-muted tabular">
        {t("line", { name: item.createdByName, time: time(item.createdAt), until: time(item.expiresAt) })}
      </p>
      {withdraw.error ? <Banner tone="broken" role="alert" title={failure(withdraw.error)} className="mt-2" /> : null}
    </li>
  );
}
