"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { Button } from "#app/_ui/button.tsx";
import { Dialog } from "#app/_ui/dialog.tsx";
import { Field, Input, Select } from "#app/_ui/field.tsx";
import { Banner } from "#app/_ui/surface.tsx";
import { trpc } from "#app/(staff)/_lib/trpc.ts";
import { noticeLocales, robotKinds, staffNoticeKinds } from "#server/notifications/schemas.ts";
import { type Robot, useAct, useOutboundFailure } from "../_lib/queries.ts";
import { Boxes } from "./parts.tsx";

const hosts = {
  feishu: "https://open.feishu.cn/",
  dingtalk: "https://oapi.dingtalk.com/",
  wecom: "https://qyapi.weixin.qq.com/",
} as const;
const usual = ["sla_breached", "escalated", "alert", "alert_over", "incident"];
const text = (form: FormData, name: string) => String(form.get(name) ?? "").trim();

/** Adds a robot, or changes one: then address and secret may be left as they are. */
export function RobotForm({ robot, onClose }: { robot: Robot | undefined; onClose: () => void }) {
  const all = useTranslations("webhooks");
  const t = useTranslations("webhooks.robots");
  const prefs = useTranslations("staffNotices.prefs");
  const names = useTranslations("staffNotices.kind");
  const failure = useOutboundFailure();
  const [kind, setKind] = useState(robot?.kind ?? "feishu");
  const save = useAct(async (form: FormData) => {
    const kinds = staffNoticeKinds.filter((each) => form.getAll("kinds").includes(each));
    const [url, secret] = [text(form, "url"), text(form, "secret")];
    const locale = noticeLocales.find((each) => each === form.get("locale")) ?? "zh-CN";
    const rest = { name: text(form, "name"), kinds, locale, enabled: form.has("enabled") };
    if (!robot) return trpc.robots.add.mutate({ kind, url, secret: secret || null, ...rest });
    const { id, version } = robot;
    return trpc.robots.change.mutate({ id, version, ...rest, ...(url && { url }), ...(secret && { secret }) });
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    save.mutate(new FormData(event.currentTarget), { onSuccess: onClose });
  };
  const hint = robot ? t("urlKeep", { hint: robot.hint }) : t("urlHint", { host: hosts[kind] });
  return (
    <Dialog open onOpenChange={(open) => open || onClose()} title={t(robot ? "edit" : "add")} closeLabel={all("close")}>
      <form onSubmit={submit} className="grid gap-4">
        {save.isError ? (
          <Banner tone="broken" role="alert">
            {failure(save.error)}
          </Banner>
        ) : null}
        {robot ? null : (
          <Field id="robot-kind" label={t("kind")}>
            <Select
              id="robot-kind"
              value={kind}
              onChange={(event) => setKind(robotKinds.find((each) => each === event.target.value) ?? "feishu")}
              options={robotKinds.map((value) => ({ value, label: t(`kinds.${value}`) }))}
            />
          </Field>
        )}
        <Field id="robot-name" label={t("name")}>
          <Input id="robot-name" name="name" required maxLength={60} defaultValue={robot?.name} autoComplete="off" />
        </Field>
        <Field id="robot-url" label={t("url")} hint={hint}>
          <Input
            id="robot-url"
            name="url"
            hint={hint}
            required={!robot}
            maxLength={1_000}
            autoComplete="off"
            spellCheck={false}
          />
        </Field>
        {kind === "wecom" ? null : (
          <Field id="robot-secret" label={t("secret")} hint={t("secretHint")}>
            <Input id="robot-secret" name="secret" hint={t("secretHint")} maxLength={200} autoComplete="off" />
          </Field>
        )}
        <Field id="robot-locale" label={prefs("locale")}>
          <Select
            id="robot-locale"
            name="locale"
            defaultValue={robot?.locale ?? "zh-CN"}
            options={noticeLocales.map((value) => ({ value, label: prefs(`locales.${value}`) }))}
          />
        </Field>
        <Boxes
          legend={t("topics")}
          name="kinds"
          values={staffNoticeKinds}
          chosen={robot?.kinds ?? usual}
          label={(each) => names(each)}
        />
        <label className="flex min-h-11 items-center gap-2.5">
          <input
            type="checkbox"
            name="enabled"
            defaultChecked={robot?.enabled ?? true}
            className="size-4.5 accent-accent"
          />
          {t("on")}
        </label>
        <Button disabled={save.isPending}>{all("save")}</Button>
      </form>
    </Dialog>
  );
}
