"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { Button } from "#app/_ui/button.tsx";
import { Field, Input } from "#app/_ui/field.tsx";
import { Banner, Card, Spinner } from "#app/_ui/surface.tsx";
import { toast } from "#app/_ui/toaster.tsx";
import { PASSWORD_MAX, PASSWORD_MIN } from "#server/auth/schemas.ts";
import { postAuth } from "../../../_lib/factor.ts";
import { useFactorWords } from "../../../_ui/code-form.tsx";

/** One's own password; changing it takes the current one and ends every other session. */
export function Password() {
  const t = useTranslations("security.password");
  const router = useRouter();
  const [open, setOpen] = useState(false);
  return (
    <Card aria-labelledby="password-title">
      <h2 id="password-title" className="text-lg font-semibold">
        {t("title")}
      </h2>
      <p className="mt-1 text-sm text-muted">{t("intro")}</p>
      <div className="mt-3">
        {open ? (
          <Form
            onDone={(ended) => {
              setOpen(false);
              toast.ok(t("ended", { n: ended }));
              router.refresh();
            }}
            onCancel={() => setOpen(false)}
          />
        ) : (
          <Button type="button" variant="secondary" onClick={() => setOpen(true)}>
            {t("change")}
          </Button>
        )}
      </div>
    </Card>
  );
}

function Form({ onDone, onCancel }: { onDone: (ended: number) => void; onCancel: () => void }) {
  const t = useTranslations("security.password");
  const words = useFactorWords();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  async function send(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const [current, password] = [String(form.get("current") ?? ""), String(form.get("new") ?? "")];
    setBusy(true);
    setProblem(undefined);
    const result = await postAuth<{ ended: number }>("/password", { current, password });
    setBusy(false);
    if (result.ok) onDone(result.body.ended);
    else setProblem(words(result));
  }
  return (
    <form method="post" onSubmit={(event) => void send(event)} className="grid max-w-sm gap-4">
      {problem ? (
        <Banner tone="broken" role="alert">
          {problem}
        </Banner>
      ) : null}
      <Field id="current" label={t("current")}>
        <Input
          id="current"
          name="current"
          type="password"
          autoComplete="current-password"
          required
          autoFocus
          maxLength={PASSWORD_MAX}
        />
      </Field>
      <Field id="new" label={t("new")} hint={t("newHint", { n: PASSWORD_MIN })}>
        <Input
          id="new"
          name="new"
          type="password"
          hint
          autoComplete="new-password"
          required
          minLength={PASSWORD_MIN}
          maxLength={PASSWORD_MAX}
        />
      </Field>
      <div className="flex flex-wrap gap-3">
        <Button disabled={busy} icon={busy ? <Spinner /> : undefined}>
          {t("submit")}
        </Button>
        <Button type="button" variant="ghost" onClick={onCancel}>
          {t("cancel")}
        </Button>
      </div>
    </form>
  );
}
