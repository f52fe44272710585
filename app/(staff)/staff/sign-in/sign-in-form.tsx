"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, useRef, useState } from "react";
import { Button } from "#app/_ui/button.tsx";
import { Field, Input } from "#app/_ui/field.tsx";
import { Banner, Spinner } from "#app/_ui/surface.tsx";

/** Email and password. What was typed stays when the attempt fails. */
export function SignInForm({ next }: { next: string }) {
  const t = useTranslations("staff.signIn");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const password = useRef<HTMLInputElement>(null);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    setProblem(undefined);
    try {
      const response = await fetch("/api/auth/sign-in/email", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ email: form.get("email"), password: form.get("password") }),
      });
      if (response.ok) {
        window.location.assign(next);
        return;
      }
      setProblem(await words(response));
    } catch {
      setProblem(t("offline"));
    }
    setBusy(false);
    password.current?.focus();
    password.current?.select();
  }

  async function words(response: Response): Promise<string> {
    if (response.status === 401) return t("wrong");
    if (response.status === 429) {
      const seconds = Number(response.headers.get("retry-after") ?? 60);
      return seconds < 60 ? t("waitSeconds", { n: seconds }) : t("waitMinutes", { n: Math.ceil(seconds / 60) });
    }
    return t("failed");
  }

  return (
    <form onSubmit={submit} className="grid gap-4">
      {problem ? (
        <Banner tone="broken" role="alert">
          {problem}
        </Banner>
      ) : null}
      <Field id="email" label={t("email")}>
        <Input id="email" name="email" type="email" autoComplete="username" required maxLength={320} />
      </Field>
      <Field id="password" label={t("password")}>
        <Input
          id="password"
          name="password"
          type="password"
          autoComplete="current-password"
          required
          maxLength={128}
          ref={password}
        />
      </Field>
      <Button disabled={busy} icon={busy ? <Spinner /> : undefined}>
        {t("submit")}
      </Button>
    </form>
  );
}
