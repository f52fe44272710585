"use client";

import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useTranslations } from "next-intl";
import { useMemo, useState } from "react";
import { Field, Select } from "#app/_ui/field.tsx";
import { Skeleton } from "#app/_ui/surface.tsx";
import { useDesk } from "#app/(staff)/desk/_lib/desk-context.tsx";
import { firstOpen, groupOf, shownGraph } from "../_lib/collapse.ts";
import { type PackGraph, packQueries } from "../_lib/queries.ts";
import { useWide } from "../_lib/use-wide.ts";
import { GraphTable } from "./graph-table.tsx";
import { Loaded } from "./loaded.tsx";
import { Toggle } from "./toggle.tsx";
import { VersionSelect } from "./version-select.tsx";

/** The drawing and its layout are large and only here: they come when somebody looks. */
const GraphCanvas = dynamic(() => import("./graph-canvas.tsx").then((m) => m.GraphCanvas), {
  ssr: false,
  loading: () => <Skeleton className="h-[70vh]" />,
});

export function GraphPage() {
  const t = useTranslations("checklist.graph");
  const { locale } = useDesk();
  const [version, setVersion] = useState("running");
  const [days, setDays] = useState<7 | 30>(7);
  const [cause, setCause] = useState("");
  const graph = useQuery(packQueries.graph({ version, days, locale }));
  return (
    <div className="mt-6 grid gap-4">
      <div className="grid items-end gap-3 sm:grid-cols-2 lg:grid-cols-4">
        <VersionSelect id="version" label={t("version")} value={version} onChange={setVersion} />
        <Field id="cause" label={t("cause")}>
          <CauseSelect value={cause} onChange={setCause} all={t("allCauses")} />
        </Field>
        <Field id="days" label={t("days")}>
          <Select
            id="days"
            value={String(days)}
            onChange={(event) => setDays(event.target.value === "30" ? 30 : 7)}
            options={[7, 30].map((n) => ({ value: String(n), label: t("lastDays", { days: n }) }))}
          />
        </Field>
      </div>
      <Loaded query={graph}>
        {(data) => <Views graph={data} cause={cause === "" ? null : cause} onCause={setCause} />}
      </Loaded>
    </div>
  );
}

function CauseSelect({ value, onChange, all }: { value: string; onChange: (value: string) => void; all: string }) {
  const { causes } = useDesk();
  const options = Object.entries(causes).map(([code, title]) => ({ value: code, label: title }));
  return (
    <Select
      id="cause"
      value={value}
      onChange={(event) => onChange(event.target.value)}
      options={[{ value: "", label: all }, ...options]}
    />
  );
}

type ViewsProps = { graph: PackGraph; cause: string | null; onCause: (cause: string) => void };

function Views({ graph, cause, onCause }: ViewsProps) {
  const t = useTranslations("checklist.graph");
  const wide = useWide();
  const [chosen, setChosen] = useState<"drawing" | "table">();
  const [open, setOpen] = useState<ReadonlySet<string>>(firstOpen);
  const [minWeight, setMinWeight] = useState(2);
  const shown = useMemo(() => shownGraph(graph, { open, cause, minWeight }), [graph, open, cause, minWeight]);
  const view = chosen ?? (wide ? "drawing" : "table");
  const toggle = (group: string) => {
    const next = new Set(open);
    if (!next.delete(group)) next.add(group);
    setOpen(next);
  };
  const groups = [...new Set(graph.nodes.map(groupOf))];
  return (
    <section aria-label={t("title")} className="grid gap-3">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2 text-sm">
        <Toggle
          label={t("view")}
          value={view}
          onChange={setChosen}
          options={[
            { value: "drawing", label: t("drawing") },
            { value: "table", label: t("table") },
          ]}
        />
        {view === "drawing" && cause === null ? (
          <>
            <Toggle
              label={t("strength")}
              value={String(minWeight)}
              onChange={(value) => setMinWeight(Number(value))}
              options={["0", "2", "3"].map((value) => ({
                value,
                label: value === "0" ? t("anyStrength") : `≥ ${value}`,
              }))}
            />
            <button
              type="button"
              className="min-h-8 text-accent-text underline-offset-4 hover:underline"
              onClick={() => setOpen(new Set(groups))}
            >
              {t("openAll")}
            </button>
            <button
              type="button"
              className="min-h-8 text-accent-text underline-offset-4 hover:underline"
              onClick={() => setOpen(firstOpen)}
            >
              {t("closeAll")}
            </button>
          </>
        ) : null}
        <p className="ml-auto text-muted tabular">{t("started", { count: graph.started, days: graph.days })}</p>
      </div>
      {view === "table" ? (
        <GraphTable graph={graph} cause={cause} />
      ) : (
        <GraphCanvas shown={shown} single={cause !== null} onToggle={toggle} onCause={onCause} />
      )}
      {view === "drawing" ? <p className="text-sm text-muted">{t("legend")}</p> : null}
    </section>
  );
}
