"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { Button } from "#app/_ui/button.tsx";
import { Field, Input, Select } from "#app/_ui/field.tsx";
import { Banner, ErrorState, Skeleton } from "#app/_ui/surface.tsx";
import { toast } from "#app/_ui/toaster.tsx";
import { ZoneNames } from "#app/_ui/zone-names.tsx";
import { failureOf } from "#app/(staff)/_lib/trpc.ts";
import { useFailureText } from "#app/(staff)/_lib/use-failure-text.ts";
import { digests, noticeLocales, personChannels, staffNoticeKinds } from "#server/notifications/schemas.ts";
import { ownPreferences, type Preferences, useSavePreferences } from "../_lib/queries.ts";
import { Ways } from "./ways.tsx";

const clock = (minutes: number) =>
  `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
const minutesOf = (value: unknown, otherwise: number) => {
  const [, hour, minute] = /^(\d{2}):(\d{2})/.exec(String(value)) ?? [];
  return hour === undefined ? otherwise : Number(hour) * 60 + Number(minute);
};

/** How one wants to be told besides the inbox. */
export function PreferencesPart() {
  const t = useTranslations("staffNotices");
  const failure = useFailureText();
  const found = useQuery(ownPreferences);
  if (found.isError) return <ErrorState title={t("failed")}>{failure(found.error)}</ErrorState>;
  return found.data ? <Form preferences={found.data} /> : <Skeleton className="h-64" />;
}

function Form({ preferences }: { preferences: Preferences }) {
  const t = useTranslations("staffNotices.prefs");
  const failure = useFailureText();
  const save = useSavePreferences();
  const [quiet, setQuiet] = useState(preferences.quiet !== null);
  const [digest, setDigest] = useState(preferences.digest);
  const { usable } = preferences;
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const ways = staffNoticeKinds.map((kind) => [kind, personChannels.filter((way) => form.has(`${kind}.${way}`))]);
    const typed = String(form.get("phone") ?? "").trim();
    const phone = form.has("phoneGone") ? null : typed === "" ? undefined : typed;
    save.mutate(
      {
        wanted: Object.fromEntries(ways) as Preferences["wanted"],
        quiet: quiet ? { from: minutesOf(form.get("from"), 1_320), to: minutesOf(form.get("to"), 480) } : null,
        zone: String(form.get("zone") ?? "").trim(),
        digest,
        digestMinute: minutesOf(form.get("digestAt"), preferences.digestMinute),
        locale: noticeLocales.find((each) => each === form.get("locale")) ?? "zh-CN",
        ...(phone !== undefined && { phone }),
      },
      { onSuccess: () => toast.ok(t("saved")) },
    );
  };
  const { code } = save.isError ? failureOf(save.error) : { code: "" };
  const errorOf = (own: "ZONE_UNKNOWN" | "PHONE_INVALID") => (code === own ? t(own) : undefined);
  return (
    <form onSubmit={submit} className="grid gap-6">
      <p className="text-sm text-muted">{t("intro")}</p>
      {save.isError && !/^(ZONE_UNKNOWN|PHONE_INVALID)$/.test(code ?? "") ? (
        <Banner tone="broken" role="alert">
          {failure(save.error)}
        </Banner>
      ) : null}
      <Ways preferences={preferences} />
      <Field id="notice-digest" label={t("digest")}>
        <Select
          id="notice-digest"
          value={digest}
          onChange={(event) => setDigest(digests.find((each) => each === event.target.value) ?? "off")}
          options={digests.map((value) => ({ value, label: t(`digests.${value}`) }))}
        />
      </Field>
      {digest === "daily" ? (
        <Field id="notice-digest-at" label={t("digestAt")}>
          <Input
            id="notice-digest-at"
            name="digestAt"
            type="time"
            defaultValue={clock(preferences.digestMinute)}
            required
          />
        </Field>
      ) : null}
      <fieldset className="grid gap-3">
        <legend className="mb-1.5 font-medium">{t("quiet")}</legend>
        <p className="-mt-1 text-sm text-muted">{t("quietHint")}</p>
        <label className="flex min-h-11 items-center gap-2.5">
          <input
            type="checkbox"
            checked={quiet}
            onChange={(event) => setQuiet(event.target.checked)}
            className="size-4.5 accent-accent"
          />
          {t("quietOn")}
        </label>
        {quiet ? (
          <div className="grid grid-cols-2 gap-3">
            <Field id="notice-from" label={t("from")}>
              <Input
                id="notice-from"
                name="from"
                type="time"
                defaultValue={clock(preferences.quiet?.from ?? 1_320)}
                required
              />
            </Field>
            <Field id="notice-to" label={t("to")}>
              <Input id="notice-to" name="to" type="time" defaultValue={clock(preferences.quiet?.to ?? 480)} required />
            </Field>
          </div>
        ) : null}
      </fieldset>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field id="notice-zone" label={t("zone")} hint={t("zoneHint")} error={errorOf("ZONE_UNKNOWN")}>
          <Input
            id="notice-zone"
            list="notice-zones"
            name="zone"
            defaultValue={preferences.zone}
            hint={t("zoneHint")}
            error={errorOf("ZONE_UNKNOWN")}
            maxLength={64}
            required
            autoComplete="off"
          />
          <ZoneNames id="notice-zones" />
        </Field>
        <Field id="notice-locale" label={t("locale")} className="self-end">
          <Select
            id="notice-locale"
            name="locale"
            defaultValue={preferences.locale}
            options={noticeLocales.map((value) => ({ value, label: t(`locales.${value}`) }))}
          />
        </Field>
      </div>
      {usable.includes("sms") ? <Phone shown={preferences.phone} error={errorOf("PHONE_INVALID")} /> : null}
      <Button disabled={save.isPending} className="justify-self-start">
        {t("save")}
      </Button>
    </form>
  );
}

function Phone({ shown, error }: { shown: string | null; error: string | undefined }) {
  const t = useTranslations("staffNotices.prefs");
  const hint = shown === null ? t("phoneNone") : t("phoneNow", { phone: shown });
  return (
    <div className="grid gap-2">
      <Field id="notice-phone" label={t("phone")} hint={hint} error={error}>
        <Input id="notice-phone" name="phone" type="tel" hint={hint} error={error} maxLength={32} autoComplete="tel" />
      </Field>
      {shown === null ? null : (
        <label className="flex min-h-11 items-center gap-2.5 text-sm">
          <input type="checkbox" name="phoneGone" className="size-4.5 accent-accent" />
          {t("phoneGone")}
        </label>
      )}
    </div>
  );
}
