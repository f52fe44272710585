import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { clockText } from "#app/_lib/time.ts";
import { type Tone, ToneIcon } from "#app/_ui/badge.tsx";
import { cx } from "#app/_ui/cx.ts";
import { RelativeTime } from "#app/_ui/relative-time.tsx";
import type { WaitView } from "#server/diagnosis/index.ts";
import type { Run } from "../../_lib/run.ts";
import { waitOf } from "../../_lib/wait.ts";
import { formLabels } from "../../_lib/words.ts";
import { ContactForm } from "../../_parts/contact-form.tsx";
import { WaitClock } from "../../_parts/wait-clock.tsx";
import { contact } from "./waiting-actions.ts";

const MIN_REFRESH_S = 5;
const MAX_REFRESH_S = 60;

/** The part of a result that waits: when we look again by ourselves, and what was heard so far. The page follows by itself. */
export async function Waiting({ id, run, now }: { id: string; run: Run; now: Date }) {
  const wait = run.view.outcome?.kind === "wait" ? await waitOf(id) : null;
  const next = run.view.outcome?.recheckAt ?? run.view.outcome?.until;
  const left = next === undefined ? 0 : Date.parse(next) - now.getTime();
  if (next === undefined) return null;
  return (
    <>
      <NextLook next={next} left={left} wait={wait} />
      {wait && run.proof === "proven" ? <TellMe id={id} wait={wait} /> : null}
      <NoScriptRefresh seconds={Math.max(MIN_REFRESH_S, Math.min(MAX_REFRESH_S, Math.ceil(left / 1_000)))} />
    </>
  );
}

async function NextLook({ next, left, wait }: { next: string; left: number; wait: WaitView | null }) {
  const t = await getTranslations("waiting");
  const looking = t("looking");
  return (
    <div className="mt-3 rounded-md bg-sunken px-4 py-3">
      <p className="flex items-baseline justify-between gap-4">
        <span className="text-muted">{t("nextLook")}</span>
        <span className="text-2xl font-semibold">
          <WaitClock until={next} initialText={left > 0 ? clockText(left) : looking} looking={looking} />
        </span>
      </p>
      <p className="mt-1 text-sm text-muted">{t("byItself")}</p>
      {wait ? <Heard wait={wait} /> : null}
    </div>
  );
}

const paymentTones = {
  paid: "ok",
  refunded: "ok",
  frozen: "wait",
  waiting: "wait",
  closed: "broken",
  missing: "unknown",
  silent: "unknown",
} as const satisfies Record<string, Tone>;
const upstreamTones = {
  none: "wait",
  submitted: "wait",
  succeeded: "ok",
  failed: "broken",
  partial: "wait",
} as const satisfies Record<string, Tone>;

/** What was asked, of whom, when, and what they said. */
async function Heard({ wait: { payment, upstream, checks, checkedAt } }: { wait: WaitView }) {
  const t = await getTranslations("waiting");
  if (!payment && !upstream && checks === 0) return null;
  return (
    <div aria-live="polite" className="mt-3 border-t border-line pt-3">
      <ul className="grid gap-2 text-sm">
        {payment ? (
          <Word
            who={t("payment.who")}
            tone={paymentTones[payment.state]}
            at={payment.state === "silent" ? null : payment.at}
          >
            {t(`payment.${payment.state}`)}
          </Word>
        ) : null}
        {upstream ? (
          <Word who={t("upstream.who")} tone={upstreamTones[upstream.state]} at={upstream.at}>
            {t(`upstream.${upstream.state}`)}
          </Word>
        ) : null}
      </ul>
      {checkedAt ? (
        <p className="mt-2 text-sm text-faint">
          {t.rich("checked", { count: checks, time: () => <RelativeTime at={checkedAt} /> })}
        </p>
      ) : null}
    </div>
  );
}

function Word({ who, tone, at, children }: { who: string; tone: Tone; at: Date | null; children: ReactNode }) {
  return (
    <li className="flex flex-wrap items-baseline gap-x-2">
      <span className="text-muted">{who}</span>
      <span className={cx("inline-flex items-center gap-1 font-medium")}>
        <ToneIcon tone={tone} className="size-3.5 translate-y-px" />
        {children}
      </span>
      {at ? <RelativeTime at={at} className="ml-auto text-faint tabular" /> : null}
    </li>
  );
}

async function TellMe({ id, wait }: { id: string; wait: WaitView }) {
  const [t, labels] = await Promise.all([getTranslations("waiting.tellMe"), formLabels()]);
  const words = {
    label: t("label"),
    hint: t("hint"),
    submit: t(wait.contact ? "change" : "submit"),
    saved: wait.contact ? t("saved", { email: wait.contact }) : "",
  };
  return (
    <details className="mt-3" open={wait.contact !== null}>
      <summary className="touch cursor-pointer py-2 text-sm font-medium text-accent-text">{t("title")}</summary>
      <ContactForm action={contact.bind(null, id)} labels={labels} words={words} email={wait.contact ?? ""} />
    </details>
  );
}

/** Without JavaScript the page looks again by itself, too. */
function NoScriptRefresh({ seconds }: { seconds: number }) {
  // biome-ignore lint/security/noDangerouslySetInnerHtml: a number of our own; React would hoist the tag out of noscript
  return <noscript dangerouslySetInnerHTML={{ __html: `<meta http-equiv="refresh" content="${seconds}">` }} />;
}
