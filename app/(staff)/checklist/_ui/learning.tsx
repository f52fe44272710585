"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useMay } from "#app/(staff)/desk/_lib/desk-context.tsx";
import { type Days, packQueries } from "../_lib/queries.ts";
import { ConfusionTable } from "./confusion-table.tsx";
import { Loaded } from "./loaded.tsx";
import { Toggle } from "./toggle.tsx";
import { UnknownCases } from "./unknown-cases.tsx";
import { Weights } from "./weights.tsx";

export function Learning() {
  const t = useTranslations("checklist.learning");
  const mayWrite = useMay("packs:write");
  const [days, setDays] = useState<Days>(90);
  const confusion = useQuery(packQueries.confusion(days));
  return (
    <div className="mt-6 grid gap-8">
      <Toggle
        label={t("period")}
        value={String(days)}
        onChange={(value) => setDays(Number(value) as Days)}
        options={[30, 90, 365].map((n) => ({ value: String(n), label: t("days", { days: n }) }))}
      />
      <section className="grid gap-3">
        <h2 className="text-lg font-semibold">{t("confusion")}</h2>
        <Loaded query={confusion}>{(data) => <ConfusionTable key={days} data={data} days={days} />}</Loaded>
      </section>
      <section className="grid gap-3">
        <h2 className="text-lg font-semibold">{t("weights")}</h2>
        <p className="max-w-prose text-sm text-muted">{t("weightsHint")}</p>
        {mayWrite ? <Weights key={days} days={days} /> : <p className="text-sm text-muted">{t("onlyLeads")}</p>}
      </section>
      <section className="grid gap-3">
        <h2 className="text-lg font-semibold">{t("unknown")}</h2>
        <p className="max-w-prose text-sm text-muted">{t("unknownHint")}</p>
        <UnknownCases days={days} />
      </section>
    </div>
  );
}
