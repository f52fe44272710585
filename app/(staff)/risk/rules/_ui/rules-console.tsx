"use client";

import { useRouter } from "next/navigation";
import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { exactTime } from "#app/_lib/time.ts";
import { Badge } from "#app/_ui/badge.tsx";
import { Button } from "#app/_ui/button.tsx";
import { Table, Td, Th, Tr } from "#app/_ui/table.tsx";
import type { RuleSet, RuleSetView } from "#server/risk/schemas.ts";
import { Proposal } from "./proposal.tsx";
import { RuleTable } from "./rule-table.tsx";
import { SetEditor } from "./set-editor.tsx";

type Props = { items: RuleSetView[]; inForce: number };

/** Everything about the rules on one page: those in force, those that wait, editing, and the versions before. */
export function RulesConsole({ items, inForce }: Props) {
  const t = useTranslations("riskRules");
  const locale = useLocale();
  const router = useRouter();
  const [from, setFrom] = useState<RuleSet | null>(null);
  const active = items.find(({ version }) => version === inForce);
  const shipped = items.find(({ version }) => version === 0);
  if (!active || !shipped) return null;
  const waiting = items.filter(({ state }) => state === "proposed");
  const current = { version: active.version, rules: active.rules };
  const time = (iso: string | null) => (iso ? exactTime(new Date(iso), locale) : "–");
  return (
    <div className="mt-6 grid gap-10">
      {waiting.length > 0 ? (
        <section aria-labelledby="waiting" className="grid gap-3">
          <h2 id="waiting" className="text-lg font-semibold">
            {t("proposal.title")}
          </h2>
          {waiting.map((set) => (
            <Proposal key={set.version} set={set} inForce={current} />
          ))}
        </section>
      ) : null}
      <section aria-labelledby="now" className="min-w-0">
        <div className="mb-3 flex flex-wrap items-end justify-between gap-3">
          <div>
            <h2 id="now" className="text-lg font-semibold">
              {from ? t("edit.title") : t("inForce")}
            </h2>
            <p className="text-sm text-muted">
              {t("version", { version: active.version })} ·{" "}
              {active.version === 0
                ? t("shipped")
                : t("since", { name: active.decidedByName ?? "", time: time(active.decidedAt) })}
            </p>
          </div>
          {from ? null : (
            <Button type="button" onClick={() => setFrom(active.rules)}>
              {t("edit.start")}
            </Button>
          )}
        </div>
        {from ? (
          <SetEditor
            from={from}
            inForce={current}
            shipped={shipped.rules}
            onDone={() => {
              setFrom(null);
              router.refresh();
            }}
          />
        ) : (
          <RuleTable set={active.rules} />
        )}
      </section>
      <History items={items} onRestore={from ? undefined : setFrom} />
    </div>
  );
}

type HistoryProps = { items: readonly RuleSetView[]; onRestore: ((rules: RuleSet) => void) | undefined };

function History({ items, onRestore }: HistoryProps) {
  const t = useTranslations("riskRules");
  const locale = useLocale();
  const who = (name: string | null | undefined, at: string | null) =>
    name ? `${name} · ${at ? exactTime(new Date(at), locale) : ""}` : "–";
  return (
    <section aria-labelledby="history" className="min-w-0">
      <h2 id="history" className="mb-3 text-lg font-semibold">
        {t("history.title")}
      </h2>
      <Table aria-label={t("history.title")}>
        <thead>
          <tr>
            {(["version", "state", "who", "decided", "note"] as const).map((name) => (
              <Th key={name}>{t(`history.${name}`)}</Th>
            ))}
            {/* What only screen readers read is placed by its nearest positioned element: without one it widens the page. */}
            <Th className="relative">
              <span className="sr-only">{t("history.restore")}</span>
            </Th>
          </tr>
        </thead>
        <tbody>
          {items.map((set) => (
            <Tr key={set.version}>
              <Td className="tabular">{set.version}</Td>
              <Td>
                <Badge tone={set.state === "active" ? "ok" : set.state === "proposed" ? "wait" : "neutral"}>
                  {t(`state.${set.state}`)}
                </Badge>
              </Td>
              <Td className="whitespace-nowrap">
                {set.version === 0 ? t("shipped") : who(set.proposedBy?.name, set.proposedAt)}
              </Td>
              <Td className="whitespace-nowrap">{who(set.decidedByName, set.decidedAt)}</Td>
              <Td className="min-w-40 break-words">{set.note || "–"}</Td>
              <Td align="right">
                {set.state !== "active" && set.state !== "proposed" && onRestore ? (
                  <Button type="button" variant="ghost" size="compact" onClick={() => onRestore(set.rules)}>
                    {t("history.restore")}
                  </Button>
                ) : null}
              </Td>
            </Tr>
          ))}
        </tbody>
      </Table>
    </section>
  );
}
