"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "#app/_ui/button.tsx";
import { Field, Input } from "#app/_ui/field.tsx";
import { Card } from "#app/_ui/surface.tsx";
import { toast } from "#app/_ui/toaster.tsx";
import { trpc } from "#app/(staff)/_lib/trpc.ts";
import { useFailureText } from "#app/(staff)/_lib/use-failure-text.ts";
import { useMay } from "../_lib/desk-context.tsx";
import { workQueries } from "../_lib/work-queries.ts";

const MOST = 100;

/** How many calls fit into a half hour, for whoever plans the desk. */
export function CallSettingsForm() {
  const t = useTranslations("work.calls");
  const failure = useFailureText();
  const mayManage = useMay("desk:manage");
  const settings = useQuery({ ...workQueries.callSettings(), enabled: mayManage });
  const [typed, setTyped] = useState<string>();
  const save = useMutation({
    mutationFn: (perSlot: number) => trpc.calls.saveSettings.mutate({ perSlot }),
    onSuccess: () => {
      setTyped(undefined);
      toast.ok(t("saved"));
    },
    onError: (error) => void toast.error(failure(error)),
    onSettled: () => void settings.refetch(),
  });
  if (!mayManage || !settings.data) return null;
  const value = typed ?? String(settings.data.perSlot);
  const wanted = /^\d{1,3}$/.test(value) ? Number(value) : undefined;
  const changed = wanted !== undefined && wanted <= MOST && wanted !== settings.data.perSlot;
  return (
    <Card className="mt-8">
      <form
        className="grid gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          if (changed) save.mutate(wanted);
        }}
      >
        <h2 className="font-semibold">{t("settings")}</h2>
        <Field id="calls-per-slot" label={t("perSlot")} hint={t("perSlotHint")}>
          <Input
            id="calls-per-slot"
            inputMode="numeric"
            maxLength={3}
            hint={t("perSlotHint")}
            className="max-w-32"
            value={value}
            onChange={(event) => setTyped(event.target.value)}
          />
        </Field>
        <div>
          <Button size="compact" disabled={!changed || save.isPending}>
            {t("save")}
          </Button>
        </div>
      </form>
    </Card>
  );
}
