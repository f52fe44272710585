"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, type ReactNode, useRef, useState } from "react";
import { Button } from "#app/_ui/button.tsx";
import { Field, Input } from "#app/_ui/field.tsx";
import { Banner, Spinner } from "#app/_ui/surface.tsx";
import { type FactorResult, postAuth } from "../_lib/factor.ts";

type Props = {
  onDone: () => void;
  /** What the button says. */
  submit: string;
  /** False where only the app will do: the first code of a new one. */
  recovery?: boolean;
  /** Told when the time for this step is over. */
  onTooLate?: () => void;
  children?: ReactNode;
};

/** Words for a failed call to `/api/auth`. */
export function useFactorWords(): (result: Extract<FactorResult<unknown>, { ok: false }>) => string {
  const t = useTranslations("security.failure");
  return (result) => {
    if (result.words !== "wait") return t(result.words);
    const { seconds } = result;
    return seconds < 60 ? t("wait", { n: seconds }) : t("waitMinutes", { n: Math.ceil(seconds / 60) });
  };
}

/** Asks for the six digits of the authenticator app, or for a recovery code when the phone is not at hand. */
export function CodeForm({ onDone, submit, recovery = true, onTooLate, children }: Props) {
  const t = useTranslations("security.code");
  const words = useFactorWords();
  const [byRecovery, setByRecovery] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const field = useRef<HTMLInputElement>(null);

  async function send(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    event.stopPropagation();
    const code = String(new FormData(event.currentTarget).get("code") ?? "").trim();
    setBusy(true);
    setProblem(undefined);
    const path = byRecovery ? "/two-factor/verify-backup-code" : "/two-factor/verify-totp";
    const result = await postAuth(path, { code });
    if (result.ok) return onDone();
    setBusy(false);
    setProblem(words(result));
    if (result.words === "again") onTooLate?.();
    field.current?.focus();
    field.current?.select();
  }

  return (
    <form method="post" onSubmit={(event) => void send(event)} className="grid gap-4">
      {problem ? (
        <Banner tone="broken" role="alert">
          {problem}
        </Banner>
      ) : null}
      {byRecovery ? (
        <Field id="code" label={t("recovery")} hint={t("recoveryHint")} key="recovery">
          <Input
            id="code"
            name="code"
            hint
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            required
            maxLength={20}
            autoFocus
            ref={field}
          />
        </Field>
      ) : (
        <Field id="code" label={t("totp")} hint={t("totpHint")} key="totp">
          <Input
            id="code"
            name="code"
            hint
            inputMode="numeric"
            autoComplete="one-time-code"
            pattern="[0-9 ]{6,7}"
            required
            maxLength={7}
            autoFocus
            ref={field}
            className="font-mono text-xl tracking-widest"
          />
        </Field>
      )}
      <Button disabled={busy} icon={busy ? <Spinner /> : undefined}>
        {submit}
      </Button>
      {recovery ? (
        <Button
          type="button"
          variant="ghost"
          onClick={() => {
            setByRecovery(!byRecovery);
            setProblem(undefined);
          }}
        >
          {byRecovery ? t("useTotp") : t("useRecovery")}
        </Button>
      ) : null}
      {children}
    </form>
  );
}
