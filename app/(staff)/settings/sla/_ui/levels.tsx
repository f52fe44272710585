"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { trpc } from "#app/(staff)/_lib/trpc.ts";
import type { PolicyView } from "#server/sla/schemas.ts";
import { LevelsForm } from "./levels-form.tsx";
import { TryIt } from "./try-it.tsx";
import { Versions } from "./versions.tsx";

export type CalendarName = { id: string; name: string };
type Known = { active: PolicyView; policies: PolicyView[] };

/** The service levels that hold, their versions, a form for the next one, and what a version would mean. */
export function Levels(props: { first: Known; calendars: CalendarName[]; mayWrite: boolean; now: string }) {
  const t = useTranslations("sla");
  const list = useQuery({
    queryKey: ["sla", "policies"],
    queryFn: () => trpc.sla.policies.query(),
    initialData: props.first,
  });
  const [base, setBase] = useState(props.first.active);
  return (
    <div className="mt-6 grid grid-cols-[minmax(0,1fr)] gap-10">
      {props.mayWrite ? null : <p className="text-muted">{t("readOnly")}</p>}
      <LevelsForm key={base.version} base={base} calendars={props.calendars} mayWrite={props.mayWrite} />
      <TryIt version={base.version} calendars={props.calendars} now={props.now} />
      <Versions policies={list.data.policies} base={base.version} mayWrite={props.mayWrite} onBase={setBase} />
    </div>
  );
}
