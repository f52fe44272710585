"use client";

import { useTranslations } from "next-intl";
import { exactTime } from "#app/_lib/time.ts";
import { Button } from "#app/_ui/button.tsx";
import { Banner, Spinner } from "#app/_ui/surface.tsx";
import { toast } from "#app/_ui/toaster.tsx";
import { useFailureText } from "#app/(staff)/_lib/use-failure-text.ts";
import { useDesk, useMay } from "#app/(staff)/desk/_lib/desk-context.tsx";
import { formatFen } from "#server/core/money.ts";
import type { Item } from "../_lib/queries.ts";
import { useItemActs } from "../_lib/use-item-acts.ts";

/** What somebody proposed, and the answer that a second person may give. */
export function Proposal({ item }: { item: Item }) {
  const t = useTranslations("money.proposal");
  const { me, locale } = useDesk();
  const mayApprove = useMay("topups:approve");
  const failure = useFailureText();
  const { confirm } = useItemActs();
  const { proposal } = item;
  if (!proposal) return null;
  const own = proposal.by.kind === "staff" && proposal.by.id === me.id;
  const sum = formatFen(proposal.amountFen ?? 0);
  const answer = (agree: boolean) =>
    confirm.mutate(
      { id: item.id, answer: { agree } },
      {
        onSuccess: () => toast.ok(t(agree ? "agreed" : "refused")),
        onError: (error) => toast.error(failure(error)),
      },
    );
  return (
    <Banner tone="wait" title={t("title")} className="m-4">
      <p>
        {proposal.action === "write_off"
          ? t("write_off", { name: proposal.by.name, sum })
          : t("dismiss", { name: proposal.by.name })}
        {" · "}
        {exactTime(new Date(proposal.at), locale)}
      </p>
      <p className="break-words">{proposal.note}</p>
      <p className="mt-1 text-sm text-muted">{own ? t("own") : mayApprove ? null : t("lead")}</p>
      <div className="mt-2 flex flex-wrap gap-2">
        {mayApprove && !own ? (
          <Button
            type="button"
            size="compact"
            disabled={confirm.isPending}
            icon={confirm.isPending ? <Spinner /> : undefined}
            onClick={() => answer(true)}
          >
            {proposal.action === "write_off" ? t("agreeSum", { sum }) : t("agree")}
          </Button>
        ) : null}
        {mayApprove || own ? (
          <Button
            type="button"
            variant="secondary"
            size="compact"
            disabled={confirm.isPending}
            onClick={() => answer(false)}
          >
            {own ? t("withdraw") : t("refuse")}
          </Button>
        ) : null}
      </div>
    </Banner>
  );
}
