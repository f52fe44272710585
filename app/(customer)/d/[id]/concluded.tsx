import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { StateBadge, type Tone } from "#app/_ui/badge.tsx";
import { Button, LinkButton } from "#app/_ui/button.tsx";
import { RelativeTime } from "#app/_ui/relative-time.tsx";
import { Banner, Card } from "#app/_ui/surface.tsx";
import { slugOf } from "#server/articles/index.ts";
import type { OutcomeKind } from "#server/diagnosis/schemas.ts";
import type { Run } from "../../_lib/run.ts";
import { AnswerList } from "../../_parts/answer-list.tsx";
import { solved } from "./actions.ts";
import { Reasons } from "./reasons.tsx";
import { Waiting } from "./waiting.tsx";

const tones: Record<OutcomeKind, Tone> = {
  self_fixed: "ok",
  wait: "wait",
  ticket: "accent",
  risk_appeal: "wait",
  refund: "accent",
};

/** The page of a result: what happened, is my money safe, what to do now, by when, and why we think so. */
export async function Concluded({ id, run }: { id: string; run: Run }) {
  const [t, help] = await Promise.all([getTranslations("customer.result"), getTranslations("articles.help")]);
  const { view, cause } = run;
  const outcome = view.outcome;
  if (!outcome) return null;
  const now = new Date();
  return (
    <>
      <StateBadge tone={tones[outcome.kind]}>{t(`kind.${outcome.kind}`)}</StateBadge>
      <h1 className="mt-3 text-2xl font-semibold sm:text-3xl">{cause.title}</h1>
      <Card className="mt-6 grid gap-6">
        <Part title={t("money")}>
          {/* While paying again is dangerous, the banner above says so already. */}
          {view.chargeState === "none" ? <p className="font-medium">{run.chargeText}</p> : null}
          <p>{cause.money}</p>
        </Part>
        <Part title={t("happened")}>
          {cause.happened}
          {cause.code === "UNKNOWN" ? null : (
            <a
              href={`/help/${slugOf(cause.code)}`}
              className="mt-1 flex min-h-11 items-center text-accent-text underline-offset-4 hover:underline"
            >
              {help("more")}
            </a>
          )}
        </Part>
        <Part title={t("now")}>
          {outcome.remedies.length === 0 ? <p>{cause.now}</p> : null}
          <ul className="grid gap-1.5">
            {outcome.remedies.map((remedy) => (
              <li key={remedy.code} className="flex gap-2.5">
                <span aria-hidden className="mt-2.5 size-1.5 shrink-0 rounded-full bg-accent" />
                {remedy.text}
              </li>
            ))}
          </ul>
        </Part>
        <Part title={t("by")}>
          {outcome.until ? (
            <p>
              {t.rich("waitUntilRich", {
                time: () => <RelativeTime at={outcome.until ?? now} exact className="tabular" />,
              })}
            </p>
          ) : (
            <p>{cause.by}</p>
          )}
          {run.handOver ? <TakenOver dueAt={run.handOver.dueAt} now={now} t={t} /> : null}
          <Waiting id={id} run={run} now={now} />
        </Part>
      </Card>
      <Actions id={id} run={run} kind={outcome.kind} t={t} />
      <Reasons run={run} />
      {run.answers.length > 0 && run.ticketNumber === null ? (
        <section className="mt-6">
          <h2 className="font-semibold">{t("edit")}</h2>
          <AnswerList id={id} answers={run.answers} />
        </section>
      ) : null}
    </>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <h2 className="mb-1 text-sm font-medium text-faint">{title}</h2>
      <div className="max-w-prose text-pretty">{children}</div>
    </section>
  );
}

/** The order got stuck and a person has it: who has no ticket is told here. */
function TakenOver({ dueAt, now, t }: { dueAt: string; now: Date; t: ActionProps["t"] }) {
  const late = Date.parse(dueAt) <= now.getTime();
  return (
    <div className="mt-3 rounded-md bg-sunken px-4 py-3">
      <p className="font-medium">{t("handedOver")}</p>
      <p className="mt-1 text-sm text-muted">
        {late
          ? t("handedOverLate")
          : t.rich("handedOverBy", { time: () => <RelativeTime at={dueAt} exact className="tabular" /> })}
      </p>
    </div>
  );
}

type ActionProps = {
  id: string;
  run: Run;
  kind: OutcomeKind;
  t: Awaited<ReturnType<typeof getTranslations<"customer.result">>>;
};

function Actions({ id, run, kind, t }: ActionProps) {
  // With a picture from the start there is nothing left to show: what remains is to check and send.
  const ready = run.attachments.length > 0;
  // Whoever proved that the order is theirs appeals; anybody else describes it in a ticket.
  const appeals = kind === "risk_appeal" && run.proof === "proven";
  const proofs = appeals ? `/d/${id}/appeal` : ready ? `/d/${id}/check` : `/d/${id}/proofs`;
  const wide = "w-full sm:w-auto";
  if (run.ticketNumber !== null) {
    return (
      <div className="mt-6">
        <p className="mb-3 text-muted">{t("stillOpen", { number: run.ticketNumber })}</p>
        <LinkButton href={`/t/${run.ticketNumber}`} variant="primary" className={wide}>
          {t("openTicket")}
        </LinkButton>
        {appeals ? (
          <LinkButton href={proofs} className={`mt-3 sm:mt-0 sm:ml-3 ${wide}`}>
            {t("appealProgress")}
          </LinkButton>
        ) : null}
      </div>
    );
  }
  if (run.solved && kind === "self_fixed") return <Banner tone="ok" title={t("thanks")} className="mt-6" />;
  // A person has it by now: who reads this hands nothing over, and may have more to say.
  const told = run.handOver !== null && kind !== "risk_appeal" && kind !== "self_fixed";
  const label = {
    self_fixed: t("notSolved"),
    wait: t("ticketWait"),
    ticket: t(ready ? "ticketReady" : "ticket"),
    risk_appeal: t("appeal"),
    refund: t(ready ? "ticketReady" : "ticket"),
  }[kind];
  const settled = kind === "self_fixed" || kind === "wait" || told;
  return (
    <div className="mt-6 flex flex-col gap-3 sm:flex-row sm:flex-wrap">
      {kind === "wait" ? (
        <LinkButton href={`/d/${id}`} variant="primary" className={wide}>
          {t("recheck")}
        </LinkButton>
      ) : null}
      {kind === "self_fixed" ? (
        <form action={solved.bind(null, id)} className="contents">
          <Button type="submit" variant="primary" className={wide}>
            {t("solved")}
          </Button>
        </form>
      ) : null}
      <LinkButton href={proofs} variant={settled ? "secondary" : "primary"} className={wide}>
        {told ? t("tellMore") : label}
      </LinkButton>
      {kind === "self_fixed" ? (
        <LinkButton href={`/d/${id}/pay`} variant="ghost" className={wide}>
          {t("pay")}
        </LinkButton>
      ) : null}
    </div>
  );
}
