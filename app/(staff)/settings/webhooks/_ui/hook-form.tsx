"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { Button } from "#app/_ui/button.tsx";
import { Dialog } from "#app/_ui/dialog.tsx";
import { Field, Input } from "#app/_ui/field.tsx";
import { Banner } from "#app/_ui/surface.tsx";
import { trpc } from "#app/(staff)/_lib/trpc.ts";
import { publicTopics } from "#server/notifications/schemas.ts";
import { type Hook, topicKey, useAct, useOutboundFailure } from "../_lib/queries.ts";
import { Boxes } from "./parts.tsx";

const choosable = publicTopics.filter((topic) => topic !== "webhook.test");
type Props = { hook: Hook | undefined; onClose: () => void; onSecret: (secret: string) => void };

/** Adds an address, or changes one. The secret of a new one is shown once. */
export function HookForm({ hook, onClose, onSecret }: Props) {
  const all = useTranslations("webhooks");
  const t = useTranslations("webhooks.hooks");
  const failure = useOutboundFailure();
  const save = useAct(async (form: FormData) => {
    const topics = choosable.filter((topic) => form.getAll("topics").includes(topic));
    const url = String(form.get("url") ?? "").trim();
    const rest = { name: String(form.get("name") ?? "").trim(), topics, enabled: form.has("enabled") };
    if (hook) await trpc.webhooks.change.mutate({ id: hook.id, ...rest, ...(url && { url }) });
    else onSecret((await trpc.webhooks.add.mutate({ url, ...rest })).secret);
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    save.mutate(new FormData(event.currentTarget), { onSuccess: onClose });
  };
  const hint = hook ? t("urlKeep", { url: hook.url }) : t("urlHint");
  return (
    <Dialog open onOpenChange={(open) => open || onClose()} title={t(hook ? "edit" : "add")} closeLabel={all("close")}>
      <form onSubmit={submit} className="grid gap-4">
        {save.isError ? (
          <Banner tone="broken" role="alert">
            {failure(save.error)}
          </Banner>
        ) : null}
        <Field id="hook-name" label={t("name")}>
          <Input id="hook-name" name="name" required maxLength={60} defaultValue={hook?.name} autoComplete="off" />
        </Field>
        <Field id="hook-url" label={t("url")} hint={hint}>
          <Input
            id="hook-url"
            name="url"
            type="url"
            hint={hint}
            required={!hook}
            maxLength={2_000}
            autoComplete="off"
            spellCheck={false}
          />
        </Field>
        <Boxes
          legend={t("topics")}
          name="topics"
          values={choosable}
          chosen={hook?.topics ?? ["ticket.opened", "ticket.resolved"]}
          label={(topic) => t(`topic.${topicKey(topic)}`)}
        />
        <label className="flex min-h-11 items-center gap-2.5">
          <input
            type="checkbox"
            name="enabled"
            defaultChecked={hook?.enabled ?? true}
            className="size-4.5 accent-accent"
          />
          {t("on")}
        </label>
        <Button disabled={save.isPending}>{all("save")}</Button>
      </form>
    </Dialog>
  );
}

/** A new secret, this once. */
export function Secret({ secret, onClose }: { secret: string; onClose: () => void }) {
  const all = useTranslations("webhooks");
  const t = useTranslations("webhooks.hooks");
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(secret);
    setCopied(true);
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => open || onClose()}
      title={t("secret")}
      description={t("secretOnce")}
      closeLabel={all("close")}
    >
      <p className="rounded-md bg-sunken p-3 font-mono text-sm break-all">{secret}</p>
      <Button type="button" className="mt-4 w-full" onClick={() => void copy()}>
        {t(copied ? "copied" : "copy")}
      </Button>
    </Dialog>
  );
}
