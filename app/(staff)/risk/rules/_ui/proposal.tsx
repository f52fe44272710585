"use client";

import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useLocale, useTranslations } from "next-intl";
import { exactTime } from "#app/_lib/time.ts";
import { Button } from "#app/_ui/button.tsx";
import { Banner, Card, Spinner } from "#app/_ui/surface.tsx";
import { toast } from "#app/_ui/toaster.tsx";
import { trpc } from "#app/(staff)/_lib/trpc.ts";
import { useFailureText } from "#app/(staff)/_lib/use-failure-text.ts";
import { useDesk } from "#app/(staff)/desk/_lib/desk-context.tsx";
import type { RuleSet, RuleSetView } from "#server/risk/schemas.ts";
import { type Change, changesOf } from "../_lib/draft.ts";
import { ruleName } from "../_lib/rule-name.ts";
import { DryRunReport } from "./dry-run.tsx";
import { EffectBadge } from "./effect-badge.tsx";
import { useConditionText } from "./rule-words.ts";

type Props = { set: RuleSetView; inForce: { version: number; rules: RuleSet } };

/** Rules that wait: what they change, what they would have done, and the two buttons. */
export function Proposal({ set, inForce }: Props) {
  const t = useTranslations("riskRules.proposal");
  const words = useTranslations("riskRules");
  const { me } = useDesk();
  const locale = useLocale();
  const router = useRouter();
  const failure = useFailureText();
  const decide = useMutation({
    mutationFn: (decision: "confirm" | "reject") =>
      trpc.risk.decideRules.mutate({ version: set.version, decision, hash: set.hash }),
    onSuccess: (_done, decision) => {
      toast.ok(t(decision === "confirm" ? "confirmed" : "rejected"));
      router.refresh();
    },
  });
  const own = set.proposedBy?.id === me.id;
  const outdated = set.basedOn !== inForce.version;
  const changes = changesOf(inForce.rules, set.rules);
  return (
    <Card className="grid gap-4">
      <div>
        <h3 className="font-semibold">{words("version", { version: set.version })}</h3>
        <p className="text-sm text-muted">
          {words("by", {
            name: set.proposedBy?.name ?? "",
            time: set.proposedAt ? exactTime(new Date(set.proposedAt), locale) : "",
          })}
        </p>
        <p className="mt-1 break-words">{set.note}</p>
      </div>
      <Changes changes={changes.rules} general={changes.general} />
      {set.dryRun ? <DryRunReport report={set.dryRun} set={set.rules} /> : null}
      {decide.error ? (
        <Banner tone="broken" role="alert" title={words("edit.failed")}>
          {failure(decide.error)}
        </Banner>
      ) : null}
      {outdated ? <p className="text-sm text-wait">{t("outdated")}</p> : null}
      {own ? <p className="text-sm text-muted">{t("own")}</p> : null}
      <div className="flex flex-wrap gap-3">
        {own || outdated ? null : (
          <Button
            type="button"
            disabled={decide.isPending}
            onClick={() => decide.mutate("confirm")}
            icon={decide.isPending ? <Spinner /> : undefined}
          >
            {decide.isPending ? t("confirming") : t("confirm")}
          </Button>
        )}
        <Button type="button" variant="secondary" disabled={decide.isPending} onClick={() => decide.mutate("reject")}>
          {t(own ? "takeBack" : "reject")}
        </Button>
      </div>
    </Card>
  );
}

function Changes({ changes, general }: { changes: readonly Change[]; general: boolean }) {
  const t = useTranslations("riskRules.proposal");
  const off = useTranslations("riskRules.table");
  const locale = useLocale();
  const condition = useConditionText();
  const line = (label: "now" | "then", rule: Change["before"]) =>
    rule ? (
      <span className="flex flex-wrap items-center gap-2 text-sm text-muted">
        {t(label, { text: condition(rule) })} <EffectBadge effect={rule.effect} />
        {rule.enabled ? "" : off("off")}
      </span>
    ) : null;
  return (
    <div>
      <h4 className="text-sm font-medium text-muted">{t("changes")}</h4>
      <ul className="mt-1 grid gap-2">
        {changes.map(({ kind, before, after }) => (
          <li key={(before ?? after)?.id}>
            <span className="font-medium">{t(kind, { name: ruleName((after ?? before)?.name ?? "", locale) })}</span>
            {line("now", before)}
            {line("then", after)}
          </li>
        ))}
        {general ? <li className="font-medium">{t("generalChanged")}</li> : null}
      </ul>
    </div>
  );
}
