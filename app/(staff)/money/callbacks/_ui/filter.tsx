"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "#app/_ui/button.tsx";
import { Input, Select } from "#app/_ui/field.tsx";
import { useChannelName } from "#app/(staff)/desk/_lib/desk-context.tsx";
import { inboxVerdicts } from "#server/payments/schemas.ts";
import type { CallbackFilter } from "../_lib/queries.ts";

type Props = { filter: CallbackFilter; channels: string[]; onChange: (filter: CallbackFilter) => void };

/** Which callbacks are shown: by what was made of them, by channel, by any number. */
export function Filter({ filter, channels, onChange }: Props) {
  const t = useTranslations("callbacks");
  const channelName = useChannelName();
  const [typed, setTyped] = useState(filter.orderNo ?? "");
  const { channel, verdict } = filter;
  const names = [...new Set([...channels, ...(channel ? [channel] : [])])];
  const change = (part: { [K in keyof CallbackFilter]: CallbackFilter[K] | undefined }) => {
    const next = Object.entries({ ...filter, ...part }).filter(([, value]) => value);
    onChange(Object.fromEntries(next) as CallbackFilter);
  };
  return (
    <form
      className="flex flex-wrap items-center gap-2"
      aria-label={t("filter.label")}
      onSubmit={(event) => {
        event.preventDefault();
        change({ orderNo: typed.trim() || undefined });
      }}
    >
      <div className="grow basis-32 sm:grow-0 sm:basis-auto">
        <label htmlFor="callback-verdict" className="sr-only">
          {t("filter.verdict")}
        </label>
        <Select
          id="callback-verdict"
          className="text-sm"
          value={verdict ?? ""}
          onChange={(event) => change({ verdict: inboxVerdicts.find((each) => each === event.target.value) })}
          options={[
            { value: "", label: t("filter.allVerdicts") },
            ...inboxVerdicts.map((value) => ({ value, label: t(`verdict.${value}`) })),
          ]}
        />
      </div>
      <div className="grow basis-32 sm:grow-0 sm:basis-auto">
        <label htmlFor="callback-channel" className="sr-only">
          {t("filter.channel")}
        </label>
        <Select
          id="callback-channel"
          className="text-sm"
          value={channel ?? ""}
          onChange={(event) => change({ channel: event.target.value || undefined })}
          options={[
            { value: "", label: t("filter.allChannels") },
            ...names.map((value) => ({ value, label: channelName(value) })),
          ]}
        />
      </div>
      <div className="min-w-0 grow sm:max-w-72">
        <label htmlFor="callback-number" className="sr-only">
          {t("filter.number")}
        </label>
        <Input
          id="callback-number"
          className="text-sm"
          placeholder={t("filter.number")}
          maxLength={128}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
      </div>
      <Button size="compact" variant="secondary" className="min-h-11">
        {t("filter.find")}
      </Button>
      {Object.keys(filter).length > 0 ? (
        <Button
          type="button"
          size="compact"
          variant="ghost"
          onClick={() => {
            setTyped("");
            onChange({});
          }}
        >
          {t("filter.clear")}
        </Button>
      ) : null}
    </form>
  );
}
