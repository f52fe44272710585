"use client";

import { useQuery } from "@tanstack/react-query";
import { Webhook } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { exactTime } from "#app/_lib/time.ts";
import { StateBadge } from "#app/_ui/badge.tsx";
import { Button } from "#app/_ui/button.tsx";
import { EmptyState } from "#app/_ui/surface.tsx";
import { toast } from "#app/_ui/toaster.tsx";
import { trpc } from "#app/(staff)/_lib/trpc.ts";
import { allHooks, type Hook, topicKey, useAct, useOutboundFailure } from "../_lib/queries.ts";
import { HookForm, Secret } from "./hook-form.tsx";
import { Section, Sure } from "./parts.tsx";

/** Other systems that are told of events. */
export function Hooks() {
  const t = useTranslations("webhooks.hooks");
  const list = useQuery(allHooks);
  const [edited, setEdited] = useState<Hook | "new">();
  const [secret, setSecret] = useState<string>();
  return (
    <Section
      title={t("title")}
      pending={list.isPending}
      error={list.error}
      onRetry={() => void list.refetch()}
      action={
        <Button type="button" size="compact" className="min-h-11 sm:min-h-9" onClick={() => setEdited("new")}>
          {t("add")}
        </Button>
      }
    >
      {list.data?.length === 0 ? (
        <EmptyState icon={<Webhook />} title={t("empty")}>
          {t("emptyHint")}
        </EmptyState>
      ) : (
        <ul className="divide-y divide-line rounded-md border border-line bg-surface">
          {list.data?.map((hook) => (
            <Row key={hook.id} hook={hook} onEdit={() => setEdited(hook)} onSecret={setSecret} />
          ))}
        </ul>
      )}
      {edited ? (
        <HookForm
          hook={edited === "new" ? undefined : edited}
          onClose={() => setEdited(undefined)}
          onSecret={setSecret}
        />
      ) : null}
      {secret === undefined ? null : <Secret secret={secret} onClose={() => setSecret(undefined)} />}
    </Section>
  );
}

type RowProps = { hook: Hook; onEdit: () => void; onSecret: (secret: string) => void };

function Row({ hook, onEdit, onSecret }: RowProps) {
  const t = useTranslations("webhooks.hooks");
  const locale = useLocale();
  const failure = useOutboundFailure();
  const test = useAct((id: string) => trpc.webhooks.test.mutate({ id }));
  const rotate = useAct((id: string) => trpc.webhooks.rotate.mutate({ id }));
  const remove = useAct((id: string) => trpc.webhooks.remove.mutate({ id }));
  const { id, name, url, topics, enabled, disabledReason, oldSecretUntil } = hook;
  const told = { onSuccess: () => toast.ok(t("tested")), onError: (error: unknown) => toast.error(failure(error)) };
  return (
    <li className="grid gap-2 px-4 py-3 text-sm">
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <span className="font-medium">{name}</span>
        <StateBadge tone={enabled ? "ok" : "neutral"}>{t(enabled ? "on" : "off")}</StateBadge>
        <span className="min-w-0 break-all text-muted">{url}</span>
      </p>
      <p className="text-muted">{topics.map((topic) => t(`topic.${topicKey(topic)}`)).join(" · ")}</p>
      {disabledReason ? <p className="text-broken">{t("gone")}</p> : null}
      {oldSecretUntil ? (
        <p className="text-muted">{t("oldUntil", { time: exactTime(new Date(oldSecretUntil), locale) })}</p>
      ) : null}
      <p className="flex flex-wrap gap-2">
        <Button type="button" size="compact" variant="secondary" onClick={onEdit}>
          {t("edit")}
        </Button>
        <Button
          type="button"
          size="compact"
          variant="secondary"
          disabled={test.isPending || !enabled}
          onClick={() => test.mutate(id, told)}
        >
          {t("test")}
        </Button>
        <Sure
          label={t("rotate")}
          text={t("rotateSure", { name })}
          busy={rotate.isPending}
          error={rotate.error}
          onSure={() => rotate.mutate(id, { onSuccess: ({ secret }) => onSecret(secret) })}
        />
        <Sure
          label={t("remove")}
          text={t("removeSure", { name })}
          busy={remove.isPending}
          error={remove.error}
          onSure={() => remove.mutate(id)}
        />
      </p>
    </li>
  );
}
