"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { Badge, StateBadge } from "#app/_ui/badge.tsx";
import { RelativeTime } from "#app/_ui/relative-time.tsx";
import { Facts, PageHeader } from "#app/_ui/surface.tsx";
import { type PackDetail, packQueries } from "../_lib/queries.ts";
import { Decisions } from "./decisions.tsx";
import { DiffView } from "./diff-view.tsx";
import { Loaded } from "./loaded.tsx";
import { stateTone } from "./version-list.tsx";

export function VersionPage({ version }: { version: string }) {
  const pack = useQuery(packQueries.one(version));
  return <Loaded query={pack}>{(data) => <Version pack={data} />}</Loaded>;
}

function Version({ pack }: { pack: PackDetail }) {
  const t = useTranslations("checklist.versions");
  const words = useTranslations("checklist");
  const by = (person: PackDetail["author"] | null, at: string | null) =>
    person === null || at === null ? (
      "–"
    ) : (
      <>
        {pack.origin === "builtin" && person.id.startsWith("system:") ? t("program") : person.name} ·{" "}
        <RelativeTime at={at} />
      </>
    );
  return (
    <div className="grid gap-6">
      <PageHeader
        title={t("versionTitle", { version: pack.version.slice(0, 8) })}
        description={
          <span className="flex flex-wrap items-center gap-2">
            <StateBadge tone={stateTone[pack.state]}>{words(`state.${pack.state}`)}</StateBadge>
            {pack.running ? <Badge tone="accent">{t("running")}</Badge> : null}
            <span>{words(`origin.${pack.origin}`)}</span>
            {pack.note ? <span>{pack.note}</span> : null}
          </span>
        }
      />
      <Decisions pack={pack} />
      <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_minmax(0,2fr)]">
        <section className="rounded-md border border-line bg-surface px-4 py-2">
          <Facts
            items={[
              { label: t("full"), value: <code className="font-mono text-sm break-all">{pack.version}</code> },
              { label: t("author"), value: by(pack.author, pack.createdAt) },
              { label: t("proposedBy"), value: by(pack.proposedBy, pack.proposedAt) },
              { label: t("publishedBy"), value: by(pack.publishedBy, pack.publishedAt) },
              { label: t("base"), value: pack.base ? <code className="font-mono">{pack.base.slice(0, 8)}</code> : "–" },
              {
                label: t("safety"),
                value: pack.safety ? t("safetyRun", { scenarios: pack.safety.scenarios }) : t("safetyNone"),
              },
            ]}
          />
        </section>
        <section className="grid gap-3">
          <h2 className="text-lg font-semibold">{t("against")}</h2>
          <DiffView diff={pack.diff} />
        </section>
      </div>
    </div>
  );
}
