"use client";

import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useLocale, useTranslations } from "next-intl";
import { type FormEvent, useRef, useState } from "react";
import { exactTime } from "#app/_lib/time.ts";
import { Badge } from "#app/_ui/badge.tsx";
import { Button } from "#app/_ui/button.tsx";
import { Field, Input, Select, Textarea } from "#app/_ui/field.tsx";
import { Banner, Card } from "#app/_ui/surface.tsx";
import { toast } from "#app/_ui/toaster.tsx";
import { Providers } from "#app/(staff)/_lib/providers.tsx";
import { failureOf, trpc } from "#app/(staff)/_lib/trpc.ts";
import { useFailureText } from "#app/(staff)/_lib/use-failure-text.ts";
import type { Announcement, AnnouncementInput, AnnouncementKind } from "#server/channels/schemas.ts";
import { beijingInstant } from "../_lib/beijing.ts";

type Props = { items: Announcement[]; channels: { value: string; label: string }[] };

/** What customers are told in advance, and a form to tell them more. */
export function Announcements(props: Props) {
  return (
    <Providers>
      <Section {...props} />
    </Providers>
  );
}

function Section({ items, channels }: Props) {
  const t = useTranslations("channels.news");
  return (
    <Card aria-labelledby="news">
      <h2 id="news" className="text-lg font-semibold">
        {t("title")}
      </h2>
      <p className="mt-1 text-sm text-muted">{t("intro")}</p>
      {items.length === 0 ? (
        <p className="mt-4 text-muted">{t("empty")}</p>
      ) : (
        <ul className="mt-4 grid gap-2">
          {items.map((item) => (
            <Item key={item.id} item={item} channels={channels} />
          ))}
        </ul>
      )}
      <details className="mt-5 border-t border-line pt-4">
        <summary className="inline-flex min-h-11 items-center font-medium text-accent-text">{t("new")}</summary>
        <Publish channels={channels} />
      </details>
    </Card>
  );
}

function Item({ item, channels }: { item: Announcement; channels: Props["channels"] }) {
  const t = useTranslations("channels.news");
  const words = useTranslations("channels.status");
  const locale = useLocale();
  const router = useRouter();
  const failureText = useFailureText();
  const cancel = useMutation({
    mutationFn: () => trpc.channels.cancelAnnouncement.mutate({ id: item.id }),
    onSuccess: () => {
      toast.ok(t("cancelled"));
      router.refresh();
    },
    onError: (error) => toast.error(failureText(error)),
  });
  const time = (at: string) => exactTime(new Date(at), locale);
  const label = channels.find(({ value }) => value === item.channel)?.label ?? item.channel ?? t("everyChannel");
  return (
    <li className="rounded-md border border-line px-4 py-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm">
        <Badge tone={item.kind === "maintenance" ? "wait" : "accent"}>{t(`kinds.${item.kind}`)}</Badge>
        <Badge>{t(`state.${item.state}`)}</Badge>
        <span className="font-medium">{label}</span>
        <span className="text-muted tabular">
          {item.endsAt === null
            ? words("from", { from: time(item.startsAt) })
            : words("window", { from: time(item.startsAt), to: time(item.endsAt) })}
        </span>
        <Button
          type="button"
          variant="secondary"
          size="compact"
          className="ml-auto"
          disabled={cancel.isPending}
          onClick={() => cancel.mutate()}
        >
          {t("cancel")}
        </Button>
      </div>
      <p className="mt-1 break-words">{item.text[locale]}</p>
    </li>
  );
}

function Publish({ channels }: { channels: Props["channels"] }) {
  const t = useTranslations("channels.news");
  const router = useRouter();
  const failureText = useFailureText();
  const form = useRef<HTMLFormElement>(null);
  const [kind, setKind] = useState<AnnouncementKind>("maintenance");
  const publish = useMutation({
    mutationFn: (input: AnnouncementInput) => trpc.channels.announce.mutate(input),
    onSuccess: () => {
      toast.ok(t("published"));
      form.current?.reset();
      router.refresh();
    },
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const text = (name: string) => String(data.get(name) ?? "").trim();
    const [startsAt, endsAt] = [beijingInstant(text("startsAt")), beijingInstant(text("endsAt"))];
    publish.mutate({
      kind,
      channel: text("channel") || null,
      text: { "zh-CN": text("textZh"), en: text("textEn") },
      ...(startsAt ? { startsAt } : {}),
      endsAt: endsAt ?? null,
    });
  };
  const wrong = publish.error && ["BAD_INPUT", "VALIDATION_FAILED"].includes(failureOf(publish.error).code);
  return (
    <form ref={form} onSubmit={submit} className="mt-3 grid gap-4 sm:grid-cols-2">
      {publish.error ? (
        <Banner
          tone="broken"
          role="alert"
          className="sm:col-span-2"
          title={wrong ? t("wrong") : failureText(publish.error)}
        />
      ) : null}
      <Field id="news-kind" label={t("kind")}>
        <Select
          id="news-kind"
          value={kind}
          onChange={(event) => setKind(event.target.value as AnnouncementKind)}
          options={(["maintenance", "announcement"] as const).map((value) => ({ value, label: t(`kinds.${value}`) }))}
        />
      </Field>
      <Field id="news-channel" label={t("channel")}>
        <Select id="news-channel" name="channel" options={[{ value: "", label: t("everyChannel") }, ...channels]} />
      </Field>
      <Field id="news-from" label={t("startsAt")} hint={t("now")}>
        <Input id="news-from" name="startsAt" type="datetime-local" hint />
      </Field>
      <Field id="news-to" label={t("endsAt")} hint={t("noEnd")}>
        <Input id="news-to" name="endsAt" type="datetime-local" hint required={kind === "maintenance"} />
      </Field>
      <Field id="news-zh" label={t("textZh")}>
        <Textarea id="news-zh" name="textZh" rows={2} maxLength={500} required />
      </Field>
      <Field id="news-en" label={t("textEn")}>
        <Textarea id="news-en" name="textEn" rows={2} maxLength={500} required lang="en" />
      </Field>
      <div className="sm:col-span-2">
        <Button disabled={publish.isPending}>{t("publish")}</Button>
      </div>
    </form>
  );
}
