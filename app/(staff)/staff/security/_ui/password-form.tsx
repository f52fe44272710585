"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { Button } from "#app/_ui/button.tsx";
import { Field, Input } from "#app/_ui/field.tsx";
import { Banner, Spinner } from "#app/_ui/surface.tsx";
import { postAuth } from "../../../_lib/factor.ts";
import { askForFactor } from "../../../_lib/step-up.ts";
import { useFactorWords } from "../../../_ui/code-form.tsx";

type Props<T> = { path: string; submit: string; onDone: (body: T) => void };

/** Confirms a change of the account by the password. */
export function PasswordForm<T>({ path, submit, onDone }: Props<T>) {
  const t = useTranslations("security.factor");
  const words = useFactorWords();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  async function send(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const password = String(new FormData(event.currentTarget).get("password") ?? "");
    setBusy(true);
    setProblem(undefined);
    let result = await postAuth<T>(path, { password });
    if (!result.ok && result.words === "refused" && (await askForFactor(true))) {
      result = await postAuth<T>(path, { password });
    }
    setBusy(false);
    if (result.ok) onDone(result.body);
    else setProblem(words(result));
  }
  return (
    <form method="post" onSubmit={(event) => void send(event)} className="grid max-w-sm gap-4">
      {problem ? (
        <Banner tone="broken" role="alert">
          {problem}
        </Banner>
      ) : null}
      <Field id="password" label={t("password")} hint={t("passwordHint")}>
        <Input
          id="password"
          name="password"
          type="password"
          hint
          autoComplete="current-password"
          required
          maxLength={128}
        />
      </Field>
      <Button disabled={busy} icon={busy ? <Spinner /> : undefined}>
        {submit}
      </Button>
    </form>
  );
}
