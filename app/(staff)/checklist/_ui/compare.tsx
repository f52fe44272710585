"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { packQueries } from "../_lib/queries.ts";
import { DiffView } from "./diff-view.tsx";
import { Loaded } from "./loaded.tsx";
import { VersionSelect } from "./version-select.tsx";

/** What is different between any two versions. */
export function Compare() {
  const t = useTranslations("checklist.versions");
  const [from, setFrom] = useState("running");
  const [to, setTo] = useState("");
  return (
    <section className="grid gap-3">
      <h2 className="text-lg font-semibold">{t("compare")}</h2>
      <div className="grid gap-3 sm:max-w-2xl sm:grid-cols-2">
        <VersionSelect id="from" label={t("from")} value={from} onChange={setFrom} />
        <VersionSelect id="to" label={t("to")} none={t("choose")} value={to} onChange={setTo} />
      </div>
      {to === "" ? null : <Difference from={from} to={to} />}
    </section>
  );
}

function Difference({ from, to }: { from: string; to: string }) {
  const diff = useQuery(packQueries.compare(from, to));
  return <Loaded query={diff}>{(data) => <DiffView diff={data} />}</Loaded>;
}
