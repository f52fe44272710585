"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { Button } from "#app/_ui/button.tsx";
import { Field, Input } from "#app/_ui/field.tsx";
import { Banner, Spinner } from "#app/_ui/surface.tsx";
import { toast } from "#app/_ui/toaster.tsx";
import { deviceOf } from "../../../_lib/device.ts";
import { makePasskey } from "../../../_lib/passkey.ts";
import { askForFactor } from "../../../_lib/step-up.ts";
import { useFactorWords } from "../../../_ui/code-form.tsx";

type Props = { withPassword: boolean; onDone: () => void; onCancel: () => void };

/** Makes a passkey on this device. @param withPassword for an account that has no second factor to show before */
export function AddPasskey({ withPassword, onDone, onCancel }: Props) {
  const t = useTranslations("security.passkeys");
  const factor = useTranslations("security.factor");
  const words = useFactorWords();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  async function send(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const name = String(form.get("name") ?? "").trim();
    const password = withPassword ? String(form.get("password") ?? "") : undefined;
    setBusy(true);
    setProblem(undefined);
    let result = await makePasskey(name, password);
    if (!result.ok && result.words === "refused" && (await askForFactor(true)))
      result = await makePasskey(name, password);
    setBusy(false);
    if (!result.ok) return setProblem(words(result));
    toast.ok(t("added"));
    onDone();
  }
  return (
    <form method="post" onSubmit={(event) => void send(event)} className="grid gap-4">
      {problem ? (
        <Banner tone="broken" role="alert">
          {problem}
        </Banner>
      ) : null}
      <Field id="passkey-name" label={t("name")} hint={t("nameHint")}>
        <Input
          id="passkey-name"
          name="name"
          hint
          defaultValue={deviceOf({ userAgent: navigator.userAgent }) ?? ""}
          autoComplete="off"
          required
          autoFocus
          maxLength={60}
        />
      </Field>
      {withPassword ? (
        <Field id="passkey-password" label={factor("password")} hint={factor("passwordHint")}>
          <Input
            id="passkey-password"
            name="password"
            type="password"
            hint
            autoComplete="current-password"
            required
            maxLength={128}
          />
        </Field>
      ) : null}
      <div className="flex flex-wrap gap-3">
        <Button disabled={busy} icon={busy ? <Spinner /> : undefined}>
          {t("make")}
        </Button>
        <Button type="button" variant="ghost" onClick={onCancel}>
          {t("cancel")}
        </Button>
      </div>
    </form>
  );
}
