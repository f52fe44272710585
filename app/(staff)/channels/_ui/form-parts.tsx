"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Field, Input, RadioCards } from "#app/_ui/field.tsx";
import { Card } from "#app/_ui/surface.tsx";
import { yuanOfFen } from "#app/(staff)/desk/_lib/yuan.ts";
import {
  type ChannelSettingView,
  defaultAutoLimitFen,
  defaultPolicy,
  repairPolicies,
} from "#server/channels/schemas.ts";
import { controlId } from "../_lib/fields.ts";

/** One block of the form. */
export function Part({ id, title, hint, children }: { id: string; title: string; hint?: string; children: ReactNode }) {
  return (
    <Card aria-labelledby={id}>
      <h2 id={id} className="text-lg font-semibold">
        {title}
      </h2>
      {hint ? <p className="mt-1 text-sm text-muted">{hint}</p> : null}
      <div className="mt-4 grid gap-x-6 gap-y-4 sm:grid-cols-2">{children}</div>
    </Card>
  );
}

type BasicsProps = {
  label: string | undefined;
  setting: ChannelSettingView | null;
  errorOf: (path: string) => string | undefined;
};

/** What people see of it, and whether it is used. */
export function Basics({ label, setting, errorOf }: BasicsProps) {
  const t = useTranslations("channels.edit");
  const field = (name: string) => ({ id: controlId(name), error: errorOf(name) });
  return (
    <Part id="basics" title={t("basics")}>
      <Field {...field("label")} label={t("label")} hint={t("labelHint")}>
        <Input {...field("label")} name="label" hint required maxLength={60} defaultValue={setting?.label ?? label} />
      </Field>
      <Field {...field("methods")} label={t("methods")} hint={t("methodsHint")}>
        <Input
          {...field("methods")}
          name="methods"
          hint
          maxLength={500}
          autoComplete="off"
          defaultValue={setting?.methods.join(", ")}
        />
      </Field>
      <Field {...field("priority")} label={t("priority")} hint={t("priorityHint")}>
        <Input
          {...field("priority")}
          name="priority"
          hint
          type="number"
          inputMode="numeric"
          min={0}
          max={9_999}
          required
          defaultValue={setting?.priority ?? 100}
        />
      </Field>
      <label className="flex min-h-11 cursor-pointer items-start gap-3 self-end">
        <input
          type="checkbox"
          name="enabled"
          defaultChecked={setting?.enabled ?? true}
          className="mt-1 size-5 shrink-0 accent-accent"
        />
        <span>
          <span className="block font-medium">{t("enabled")}</span>
          <span className="block text-sm text-muted">{t("enabledHint")}</span>
        </span>
      </label>
    </Part>
  );
}

/** What happens by itself, said in terms of money. */
export function Repair({
  setting,
  limitError,
}: {
  setting: ChannelSettingView | null;
  limitError: string | undefined;
}) {
  const t = useTranslations("channels.edit");
  const policy = useTranslations("channels.policy");
  const id = controlId("autoLimitFen");
  return (
    <Part id="repair" title={t("repair")} hint={t("repairHint")}>
      <div className="sm:col-span-2">
        <RadioCards
          id="f-policy"
          name="policy"
          legend={<span className="sr-only">{t("repair")}</span>}
          defaultValue={setting?.policy ?? defaultPolicy}
          options={repairPolicies.map((value) => ({ value, label: policy(value), hint: policy(`${value}Hint`) }))}
        />
      </div>
      <Field id={id} label={t("autoLimit")} hint={t("autoLimitHint")} error={limitError}>
        <Input
          id={id}
          name="autoLimit"
          inputMode="decimal"
          autoComplete="off"
          hint
          error={limitError}
          className="tabular"
          defaultValue={yuanOfFen(setting?.autoLimitFen ?? defaultAutoLimitFen)}
        />
      </Field>
    </Part>
  );
}
