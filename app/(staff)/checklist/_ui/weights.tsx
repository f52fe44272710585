"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { Button } from "#app/_ui/button.tsx";
import { Banner, EmptyState, Spinner } from "#app/_ui/surface.tsx";
import { Table, Td, Th, Tr } from "#app/_ui/table.tsx";
import { trpc } from "#app/(staff)/_lib/trpc.ts";
import { useDesk } from "#app/(staff)/desk/_lib/desk-context.tsx";
import type { Days, WeightProposal } from "../_lib/queries.ts";
import { Failure } from "./failure.tsx";

/** Works out new weights at a press, shows what they would do, and makes a draft of them. */
export function Weights({ days }: { days: Days }) {
  const t = useTranslations("checklist.learning");
  const work = useMutation({ mutationFn: () => trpc.tuning.weights.mutate({ days }) });
  return (
    <div className="grid gap-4">
      <div className="flex items-center gap-3">
        <Button
          type="button"
          size="compact"
          variant="secondary"
          disabled={work.isPending}
          onClick={() => work.mutate()}
        >
          {work.isPending ? <Spinner /> : null}
          {t("work")}
        </Button>
        {work.isPending ? (
          <span role="status" className="text-sm text-muted">
            {t("working")}
          </span>
        ) : null}
      </div>
      {work.isError ? <Failure error={work.error} /> : null}
      {work.data ? <Proposal proposal={work.data} days={days} /> : null}
    </div>
  );
}

function Proposal({ proposal, days }: { proposal: WeightProposal; days: Days }) {
  const t = useTranslations("checklist.learning");
  const { causes } = useDesk();
  if (proposal.changes.length === 0 || proposal.effect === null) {
    return <EmptyState title={t("noChange")}>{t("noChangeHint", { cases: proposal.cases })}</EmptyState>;
  }
  return (
    <div className="grid gap-4">
      <p>{t("found", { changes: proposal.changes.length, cases: proposal.cases })}</p>
      <Table aria-label={t("changes")}>
        <thead>
          <tr>
            <Th>{t("cause")}</Th>
            <Th>{t("evidence")}</Th>
            <Th align="right">{t("present")}</Th>
            <Th align="right">{t("proposed")}</Th>
            <Th align="right">{t("estimate")}</Th>
            <Th align="right">{t("counts")}</Th>
          </tr>
        </thead>
        <tbody>
          {proposal.changes.map((change) => (
            <Tr key={`${change.cause} ${change.fact} ${change.is.join()}`}>
              <Td>{causes[change.cause]}</Td>
              <Td className="font-mono text-xs">
                {change.fact} = {change.is.join(" | ")}
              </Td>
              <Td align="right">{change.present}</Td>
              <Td align="right" className="font-medium">
                {change.proposed}
              </Td>
              <Td align="right">{change.estimate}</Td>
              <Td align="right">
                {change.hits}/{change.known} · {change.otherHits}/{change.otherKnown}
              </Td>
            </Tr>
          ))}
        </tbody>
      </Table>
      <Effect effect={proposal.effect} />
      <Accept proposal={proposal} days={days} />
    </div>
  );
}

const rows = ["topOne", "topThree", "remedy", "meanQuestions", "abstained", "unsafe"] as const;
const shares: readonly string[] = ["topOne", "topThree", "remedy"];

/** Before and after on the labelled corpus: where it may be tuned, and where it is only measured. */
function Effect({ effect }: { effect: NonNullable<WeightProposal["effect"]> }) {
  const t = useTranslations("checklist.learning");
  const show = (row: (typeof rows)[number], value: number) =>
    shares.includes(row) ? `${(value * 100).toFixed(1)}%` : row === "meanQuestions" ? value.toFixed(2) : String(value);
  return (
    <Table aria-label={t("effect")}>
      <thead>
        <tr>
          <Th>{t("effect")}</Th>
          {(["tune", "held"] as const).flatMap((half) =>
            (["before", "after"] as const).map((time) => (
              <Th key={`${half} ${time}`} align="right">
                {t(half)} · {t(time)}
              </Th>
            )),
          )}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Tr key={row}>
            <Td>{t(`figure.${row}`)}</Td>
            {(["tune", "held"] as const).flatMap((half) =>
              (["before", "after"] as const).map((time) => (
                <Td key={`${half} ${time}`} align="right">
                  {show(row, effect[time][half][row])}
                </Td>
              )),
            )}
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}

function Accept({ proposal, days }: { proposal: WeightProposal; days: Days }) {
  const t = useTranslations("checklist.learning");
  const router = useRouter();
  const client = useQueryClient();
  const accept = useMutation({
    mutationFn: () =>
      trpc.tuning.accept.mutate({ days, hash: proposal.hash, note: t("draftNote", { cases: proposal.cases }) }),
    onSuccess: async ({ id }) => {
      await client.invalidateQueries({ queryKey: ["packs"] });
      router.push(`/checklist/versions/${id}`);
    },
  });
  const unsafe = (proposal.effect?.after.all.unsafe ?? 0) > 0;
  return (
    <div className="grid gap-3">
      {unsafe ? <Banner tone="broken">{t("unsafe")}</Banner> : <p className="text-sm text-muted">{t("acceptHint")}</p>}
      {accept.isError ? <Failure error={accept.error} /> : null}
      <Button
        type="button"
        size="compact"
        className="justify-self-start"
        disabled={unsafe || accept.isPending}
        onClick={() => accept.mutate()}
      >
        {accept.isPending ? <Spinner /> : null}
        {t("accept")}
      </Button>
    </div>
  );
}
