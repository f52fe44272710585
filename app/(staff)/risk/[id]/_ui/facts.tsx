"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import { exactTime } from "#app/_lib/time.ts";
import { Badge, StateBadge, type Tone } from "#app/_ui/badge.tsx";
import { Money } from "#app/_ui/money.tsx";
import { RelativeTime } from "#app/_ui/relative-time.tsx";
import { Card, Facts } from "#app/_ui/surface.tsx";
import { Masked } from "#app/(staff)/_ui/masked.tsx";
import { useDesk } from "#app/(staff)/desk/_lib/desk-context.tsx";
import type { Appeal } from "#server/appeals/schemas.ts";
import { formatFen } from "#server/core/money.ts";

const flagTones: Record<string, Tone> = { flagged: "wait", cleared: "ok", upheld: "broken" };
const severities = ["low", "medium", "high", "critical"] as const;
const flagStates = ["flagged", "cleared", "upheld"] as const;
const sides = ["platform", "gateway", "bank"] as const;

/** The money of the order, and what its owner says. */
export function OrderFacts({ appeal }: { appeal: Appeal }) {
  const t = useTranslations("appeals.one");
  const { money } = appeal;
  const subject = `appeal:${appeal.id}`;
  const items = [
    { label: t("paid"), value: <Money fen={money.paidFen} /> },
    { label: t("credited"), value: <Money fen={money.creditedFen} /> },
    { label: t("refunded"), value: <Money fen={money.refundedFen} /> },
    ...(appeal.contact
      ? [{ label: t("contact"), value: <Masked subject={subject} field="contact" value={appeal.contact} /> }]
      : []),
  ];
  return (
    <Card>
      <h2 className="font-semibold break-all">{t("order", { orderNo: appeal.orderNo })}</h2>
      <Facts items={items} className="mt-1 text-sm" />
      <h3 className="mt-3 text-sm font-medium text-faint">{t("statement")}</h3>
      <p className="mt-0.5 break-words whitespace-pre-wrap">
        {appeal.statement ? <Masked subject={subject} field="text" value={appeal.statement} /> : t("noStatement")}
      </p>
      {appeal.secondLookReason ? (
        <>
          <h3 className="mt-3 text-sm font-medium text-faint">{t("secondLook")}</h3>
          <p className="mt-0.5 break-words whitespace-pre-wrap">{appeal.secondLookReason}</p>
        </>
      ) : null}
    </Card>
  );
}

/** Who they are to the shop. */
export function CustomerFacts({ appeal }: { appeal: Appeal }) {
  const t = useTranslations("appeals.one");
  const { locale } = useDesk();
  const { customer } = appeal;
  const { frozen, frozenReason, realNameVerified, level, registeredAt } = customer;
  return (
    <Card>
      <h2 className="font-semibold break-all">{t("customer", { id: appeal.customerId })}</h2>
      <p className="mt-2 flex flex-wrap gap-1.5">
        {frozen === null ? null : (
          <StateBadge tone={frozen ? "broken" : "ok"}>{t(frozen ? "frozen" : "notFrozen")}</StateBadge>
        )}
        {realNameVerified === null ? null : <Badge>{t(realNameVerified ? "verified" : "unverified")}</Badge>}
        {level ? <Badge>{t("level", { level })}</Badge> : null}
      </p>
      <div className="mt-2 grid gap-1 text-sm text-muted">
        {frozenReason ? <p className="break-words">{frozenReason}</p> : null}
        {registeredAt ? <p>{t("since", { time: exactTime(new Date(registeredAt), locale) })}</p> : null}
        <p>
          {t("history", {
            orders: customer.orders,
            completed: customer.completed,
            sum: formatFen(customer.paidFen),
          })}
        </p>
        <p>{t("appeals", customer.appeals)}</p>
      </div>
      <Link
        href={`/risk/customers?id=${encodeURIComponent(appeal.customerId)}`}
        prefetch={false}
        className="mt-2 inline-flex min-h-9 items-center text-sm font-medium text-accent-text hover:underline"
      >
        {t("profileLink")}
      </Link>
    </Card>
  );
}

/** The flags by which it is held; for staff alone. */
export function Flags({ appeal }: { appeal: Appeal }) {
  const t = useTranslations("appeals.one");
  const families = useTranslations("appeals.families");
  // The platform's own word where it is none that we know.
  const severityOf = (word: string) => {
    const known = severities.find((one) => one === word.toLowerCase());
    return known ? t(`severities.${known}`) : word;
  };
  return (
    <Card>
      <h2 className="font-semibold">{t("flags")}</h2>
      {appeal.flags.length === 0 ? <p className="mt-2 text-muted">{t("noFlags")}</p> : null}
      <ul className="mt-2 divide-y divide-line">
        {appeal.flags.map((flag) => {
          const state = flagStates.find((known) => known === flag.state) ?? "flagged";
          const side = sides.find((known) => known === flag.side) ?? "platform";
          return (
            <li key={`${flag.side} ${flag.rule}`} className="grid gap-1 py-2.5">
              <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
                <code className="font-mono text-sm break-all">{flag.rule}</code>
                <StateBadge tone={flagTones[state] ?? "unknown"}>{t(`flagState.${state}`)}</StateBadge>
                <Badge>{families(flag.family)}</Badge>
              </span>
              <span className="flex flex-wrap gap-x-3 text-sm text-muted">
                <span>{t(`side.${side}`)}</span>
                {flag.severity ? <span>{t("severity", { value: severityOf(flag.severity) })}</span> : null}
                {flag.reviewId ? <span className="tabular">{t("review", { value: flag.reviewId })}</span> : null}
                <RelativeTime at={flag.decidedAt ?? flag.flaggedAt} exact />
              </span>
            </li>
          );
        })}
      </ul>
    </Card>
  );
}
