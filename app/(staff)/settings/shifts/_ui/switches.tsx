"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Field, Select } from "#app/_ui/field.tsx";
import { Banner } from "#app/_ui/surface.tsx";
import { toast } from "#app/_ui/toaster.tsx";
import { trpc } from "#app/(staff)/_lib/trpc.ts";
import { type PersonState, personStates } from "#server/shifts/schemas.ts";
import { useShiftFailure } from "./failure.ts";

/** Whether I take new tickets, and whether tickets are given away by themselves. */
export function Switches(props: { mine: PersonState; automatic: boolean; mayWrite: boolean }) {
  const t = useTranslations("shifts");
  const failure = useShiftFailure();
  const queries = useQueryClient();
  const [mine, setMine] = useState(props.mine);
  const [automatic, setAutomatic] = useState(props.automatic);
  const state = useMutation({
    mutationFn: (next: PersonState) => trpc.shifts.saveState.mutate({ state: next }),
    onSuccess: (now) => {
      setMine(now.state);
      toast.ok(t("stateSaved"));
      void queries.invalidateQueries({ queryKey: ["shifts"] });
    },
  });
  const auto = useMutation({
    mutationFn: (next: boolean) => trpc.shifts.saveAssignment.mutate({ automatic: next }),
    onSuccess: (now) => {
      setAutomatic(now.automatic);
      toast.ok(t(now.automatic ? "automaticOn" : "automaticOff"));
    },
  });
  const error = state.error ?? auto.error;
  return (
    <div className="grid gap-4">
      {error ? (
        <Banner tone="broken" role="alert" title={t("failed")}>
          {failure(error)}
        </Banner>
      ) : null}
      <Field id="my-state" label={t("me")} className="max-w-72">
        <Select
          id="my-state"
          disabled={state.isPending}
          options={personStates.map((value) => ({ value, label: t(`state.${value}`) }))}
          value={mine}
          onChange={(event) => state.mutate(event.target.value as PersonState)}
        />
      </Field>
      <label className="flex min-h-11 items-center gap-3">
        <input
          type="checkbox"
          className="size-5 accent-accent"
          disabled={!props.mayWrite || auto.isPending}
          checked={automatic}
          onChange={(event) => auto.mutate(event.target.checked)}
        />
        <span>{t("automatic")}</span>
      </label>
    </div>
  );
}
