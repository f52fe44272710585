"use client";

import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "#app/_ui/button.tsx";
import { Field, Input } from "#app/_ui/field.tsx";
import { toast } from "#app/_ui/toaster.tsx";
import { trpc } from "#app/(staff)/_lib/trpc.ts";
import { usePackFailure } from "../_lib/use-pack-failure.ts";

type Loaded = Awaited<ReturnType<typeof trpc.packs.loadRun.query>>;

/** Takes over what a real run knew: without numbers, names and anybody's own words. */
export function LoadRun({ start, onLoaded }: { start: string; onLoaded: (run: Loaded) => void }) {
  const t = useTranslations("checklist.simulator");
  const failure = usePackFailure();
  const [id, setId] = useState(start);
  const load = useMutation({
    mutationFn: (run: string) => trpc.packs.loadRun.query({ id: run }),
    onSuccess: (run) => {
      onLoaded(run);
      toast.ok(t("loaded"), { description: t("loadedHint", { version: run.version.slice(0, 8) }) });
    },
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (id.trim() !== "") load.mutate(id.trim());
      }}
      className="flex items-end gap-2"
    >
      <Field
        id="run"
        label={t("run")}
        hint={t("runHint")}
        error={load.isError ? failure(load.error).text : undefined}
        className="min-w-0 grow"
      >
        <Input
          id="run"
          value={id}
          maxLength={64}
          onChange={(event) => setId(event.target.value)}
          hint={t("runHint")}
          error={load.isError}
        />
      </Field>
      <Button size="compact" variant="secondary" className="h-11 shrink-0 whitespace-nowrap" disabled={load.isPending}>
        {t("load")}
      </Button>
    </form>
  );
}
