"use client";

import { useMutation } from "@tanstack/react-query";
import { useLocale, useTranslations } from "next-intl";
import { Button } from "#app/_ui/button.tsx";
import { useSpanText } from "#app/_ui/channel-state.tsx";
import { Banner, Card, Facts, Spinner } from "#app/_ui/surface.tsx";
import { trpc } from "#app/(staff)/_lib/trpc.ts";
import { useFailureText } from "#app/(staff)/_lib/use-failure-text.ts";
import type { Probe } from "#server/channels/schemas.ts";

type Props = { channel: string; signs: boolean };

/** One click asks the gateway whether it knows us; the answer stands where the button is. */
export function TestPanel({ channel, signs }: Props) {
  const t = useTranslations("channels.test");
  const locale = useLocale();
  const failureText = useFailureText();
  const test = useMutation({ mutationFn: () => trpc.channels.test.mutate({ channel, locale }) });
  return (
    <Card aria-labelledby="test">
      <div className="flex flex-wrap items-start justify-between gap-4">
        <div className="min-w-0 flex-1 basis-64">
          <h2 id="test" className="text-lg font-semibold">
            {t("title")}
          </h2>
          <p className="mt-1 text-sm text-muted">{t("intro")}</p>
        </div>
        <Button
          type="button"
          variant="secondary"
          disabled={test.isPending}
          icon={test.isPending ? <Spinner /> : undefined}
          onClick={() => test.mutate()}
        >
          {test.isPending ? t("running") : t("button")}
        </Button>
      </div>
      <div aria-live="polite">
        {test.error ? <Banner tone="broken" className="mt-4" title={failureText(test.error)} /> : null}
        {test.data && !test.isPending ? <Result probe={test.data} signs={signs} /> : null}
      </div>
    </Card>
  );
}

function Result({ probe, signs }: { probe: Probe; signs: boolean }) {
  const t = useTranslations("channels.test");
  const span = useSpanText();
  const word = (value: boolean | null) => t(value === null ? "unclear" : value ? "yes" : "no");
  return (
    <div className="mt-4">
      <Banner tone={probe.ok ? "ok" : "broken"} title={t(probe.ok ? "works" : "fails")}>
        <p>{probe.text}</p>
      </Banner>
      <Facts
        className="mt-2"
        items={[
          { label: t("reachable"), value: word(probe.reachable) },
          { label: t("ours"), value: word(probe.ourSignature) },
          { label: t("theirs"), value: signs ? word(probe.theirSignature) : t("unsigned") },
          { label: t("latency"), value: span(probe.latencyMs) },
          ...(probe.gatewayCode === null ? [] : [{ label: t("code"), value: <code>{probe.gatewayCode}</code> }]),
        ]}
      />
    </div>
  );
}
