import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Badge } from "#app/_ui/badge.tsx";
import { LinkButton } from "#app/_ui/button.tsx";
import { ChannelState, shareText, useSpanText } from "#app/_ui/channel-state.tsx";
import { RelativeTime } from "#app/_ui/relative-time.tsx";
import type { ManagedChannel } from "#server/channels/schemas.ts";

/** A channel in the list: its state, what was measured, what happens by itself. */
export function ChannelRow({ item }: { item: ManagedChannel }) {
  const t = useTranslations("channels.manage");
  const policy = useTranslations("channels.policy");
  const states = useTranslations("channels.state");
  const { channel, label, status, since, setting, recommended, health } = item;
  return (
    <article className="rounded-md border border-line bg-surface p-4">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h2 className="min-w-0 font-semibold break-words">
          {label}
          {label === channel ? null : <span className="ml-2 font-mono text-sm font-normal text-faint">{channel}</span>}
        </h2>
        <ChannelState state={status} />
        {recommended ? <Badge tone="accent">{t("recommended")}</Badge> : null}
        {setting?.enabled === false ? <Badge>{t("disabled")}</Badge> : null}
        {since === null ? null : <RelativeTime at={since} className="text-sm text-muted" />}
        <LinkButton
          href={`/channels/${channel}`}
          size="compact"
          variant={setting ? "secondary" : "primary"}
          className="ml-auto"
          aria-label={`${t(setting ? "edit" : "setUp")} ${label}`}
        >
          {t(setting ? "edit" : "setUp")}
        </LinkButton>
      </div>
      <Measures item={item} />
      <p className="mt-3 flex flex-wrap gap-x-5 gap-y-1 text-sm text-muted">
        {health && health.state !== status ? <span>{t("measured", { state: states(health.state) })}</span> : null}
        {setting ? (
          <>
            <span>
              {t("policy")} <strong className="font-medium text-text">{policy(setting.policy)}</strong>
            </span>
            <span>
              {t("priority")} <strong className="font-medium text-text tabular">{setting.priority}</strong>
            </span>
          </>
        ) : (
          <span>{t("notSetUp")}</span>
        )}
      </p>
    </article>
  );
}

function Measures({ item: { health } }: { item: ManagedChannel }) {
  const t = useTranslations("channels.manage");
  const span = useSpanText();
  const pair = (short: string, long: string) => (short === long ? short : t("pair", { short, long }));
  return (
    <dl className="mt-3 grid grid-cols-1 gap-x-6 gap-y-2 sm:grid-cols-3">
      <Measure label={t("success")}>
        {pair(shareText(health?.last5m.successRate), shareText(health?.last1h.successRate))}
      </Measure>
      <Measure label={t("p95")}>{pair(span(health?.last5m.p95Ms), span(health?.last1h.p95Ms))}</Measure>
      <Measure label={t("lag")}>{pair(span(health?.last5m.callbackLagMs), span(health?.last1h.callbackLagMs))}</Measure>
    </dl>
  );
}

function Measure({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="flex items-baseline justify-between gap-3 sm:block">
      <dt className="text-sm text-muted">{label}</dt>
      <dd className="font-medium tabular">{children}</dd>
    </div>
  );
}
