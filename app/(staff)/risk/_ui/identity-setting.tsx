"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { z } from "zod";
import { Button } from "#app/_ui/button.tsx";
import { Field, Input } from "#app/_ui/field.tsx";
import { Card } from "#app/_ui/surface.tsx";
import { toast } from "#app/_ui/toaster.tsx";
import { trpc } from "#app/(staff)/_lib/trpc.ts";
import { useMay } from "#app/(staff)/desk/_lib/desk-context.tsx";
import { saveAppealPolicySchema } from "#server/appeals/schemas.ts";
import { appealQueries } from "../_lib/appeals.ts";
import { useAppealFailure } from "../_lib/use-appeal-acts.ts";

/** How long identity documents are kept after a decision; for whoever may set it. */
export function IdentitySetting() {
  const t = useTranslations("appeals.setting");
  const may = useMay("admin");
  const failure = useAppealFailure();
  const client = useQueryClient();
  const settings = useQuery({ ...appealQueries.settings(), enabled: may });
  const [typed, setTyped] = useState<string>();
  const [wrong, setWrong] = useState(false);
  const save = useMutation({
    mutationFn: (wish: z.input<typeof saveAppealPolicySchema>) => trpc.appeals.saveSettings.mutate(wish),
    onSettled: () => client.invalidateQueries({ queryKey: ["appeals", "settings"] }),
  });
  if (!may || !settings.data) return null;
  const { version, identityDays } = settings.data;
  const run = () => {
    const parsed = saveAppealPolicySchema.safeParse({ identityDays: Number(typed ?? identityDays), version });
    setWrong(!parsed.success);
    if (!parsed.success || save.isPending) return;
    save.mutate(parsed.data, {
      onSuccess: () => {
        setTyped(undefined);
        toast.ok(t("saved"));
      },
      onError: (error) => toast.error(failure(error)),
    });
  };
  return (
    <Card className="mt-8">
      <h2 className="mb-2 font-semibold">{t("title")}</h2>
      <form
        className="flex flex-wrap items-end gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          run();
        }}
      >
        <Field id="identity-days" label={t("days")} hint={t("hint")} error={wrong ? t("wrong") : undefined}>
          <Input
            id="identity-days"
            inputMode="numeric"
            autoComplete="off"
            maxLength={3}
            className="h-10! max-w-28 text-sm! tabular"
            hint={t("hint")}
            error={wrong ? t("wrong") : undefined}
            value={typed ?? String(identityDays)}
            onChange={(event) => setTyped(event.target.value)}
          />
        </Field>
        <Button size="compact" variant="secondary" className="min-h-10" disabled={save.isPending}>
          {t("save")}
        </Button>
      </form>
    </Card>
  );
}
