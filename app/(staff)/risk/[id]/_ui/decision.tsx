"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "#app/_ui/button.tsx";
import { Banner, Card, Spinner } from "#app/_ui/surface.tsx";
import { toast } from "#app/_ui/toaster.tsx";
import { useDesk, useMay } from "#app/(staff)/desk/_lib/desk-context.tsx";
import type { Appeal, AppealDecision } from "#server/appeals/schemas.ts";
import { useAppealActs, useAppealFailure } from "../../_lib/use-appeal-acts.ts";
import { AskDialog } from "./ask-dialog.tsx";
import { DecideDialog } from "./decide-dialog.tsx";

/** What may be done now: decide, ask for more, or answer as the second person. */
export function Decision({ appeal }: { appeal: Appeal }) {
  const may = useMay("tickets:write");
  if (!may) return null;
  if (appeal.state === "awaiting_second" && appeal.proposal) return <SecondPerson appeal={appeal} />;
  return appeal.state === "open" ? <First appeal={appeal} /> : null;
}

function First({ appeal }: { appeal: Appeal }) {
  const t = useTranslations("appeals.one");
  const errors = useTranslations("appeals.errors");
  const { me } = useDesk();
  const [open, setOpen] = useState<AppealDecision | "ask">();
  const two = appeal.secondReasons.pass;
  const hadPart = [appeal.before?.by, appeal.before?.second].some((person) => person?.id === me.id);
  return (
    <Card>
      <h2 className="font-semibold">{t("decide")}</h2>
      {two.length > 0 ? (
        <p className="mt-1 text-sm text-muted">
          {[t("two"), ...two.map((reason) => t(`twoWhy.${reason}`))].join(" · ")}
        </p>
      ) : null}
      {hadPart ? (
        <Banner tone="wait" className="mt-3">
          {errors("SAME_ACTOR")}
        </Banner>
      ) : (
        <div className="mt-3 flex flex-wrap gap-2">
          <Button type="button" size="compact" className="min-h-10" onClick={() => setOpen("pass")}>
            {t("pass")}
          </Button>
          <Button type="button" size="compact" variant="danger" className="min-h-10" onClick={() => setOpen("deny")}>
            {t("deny")}
          </Button>
          <Button type="button" size="compact" variant="secondary" className="min-h-10" onClick={() => setOpen("ask")}>
            {t("ask")}
          </Button>
        </div>
      )}
      {open === "ask" ? <AskDialog appeal={appeal} onClose={() => setOpen(undefined)} /> : null}
      {open === "pass" || open === "deny" ? (
        <DecideDialog appeal={appeal} decision={open} onClose={() => setOpen(undefined)} />
      ) : null}
    </Card>
  );
}

function SecondPerson({ appeal }: { appeal: Appeal }) {
  const t = useTranslations("appeals.one");
  const reasons = useTranslations("appeals.reasons");
  const { me } = useDesk();
  const lead = useMay("topups:approve");
  const { confirm, renew } = useAppealActs(appeal.id);
  const failure = useAppealFailure();
  const { proposal } = appeal;
  if (!proposal) return null;
  const own = proposal.by.id === me.id;
  const answer = (agree: boolean) => {
    renew();
    confirm.mutate(
      { agree, factsHash: appeal.factsHash },
      {
        onSuccess: (after) => toast.ok(t(`done.${after.state}`)),
        onError: (error) => toast.error(failure(error)),
      },
    );
  };
  return (
    <Card>
      <h2 className="font-semibold">{t("two")}</h2>
      <p className="mt-2">
        {t("proposed", {
          name: proposal.by.name,
          decision: t(proposal.decision === "pass" ? "proposedPass" : "proposedDeny"),
          reason: reasons(proposal.reasonCode),
        })}
      </p>
      {proposal.note ? <p className="mt-1 text-sm break-words text-muted">{proposal.note}</p> : null}
      {own ? <p className="mt-2 text-sm text-muted">{t("ownProposal")}</p> : null}
      {!own && !lead ? <p className="mt-2 text-sm text-muted">{t("needLead")}</p> : null}
      <div className="mt-3 flex flex-wrap gap-2">
        {!own && lead ? (
          <Button
            type="button"
            size="compact"
            className="min-h-10"
            disabled={confirm.isPending}
            icon={confirm.isPending ? <Spinner /> : undefined}
            onClick={() => answer(true)}
          >
            {t("agree")}
          </Button>
        ) : null}
        {own || lead ? (
          <Button
            type="button"
            size="compact"
            variant="secondary"
            className="min-h-10"
            disabled={confirm.isPending}
            onClick={() => answer(false)}
          >
            {t(own ? "takeBack" : "returnBack")}
          </Button>
        ) : null}
      </div>
    </Card>
  );
}
