import { getTranslations } from "next-intl/server";
import { Card } from "#app/_ui/surface.tsx";
import { Timeline, TraceBar, type TraceStage } from "#app/_ui/trace.tsx";
import { type StageState, stages } from "#server/orders/schemas.ts";

const cases: { states: StageState[]; broken: number | null }[] = [
  { states: ["ok", "ok", "ok", "skipped", "ok", "ok"], broken: null },
  { states: ["ok", "ok", "failed", "skipped", "unknown", "unknown"], broken: 2 },
  { states: ["ok", "pending", "unknown", "unknown", "unknown", "unknown"], broken: 1 },
];

/** An order that arrived, one that broke, one that waits. */
export async function Traces({ now }: { now: Date }) {
  const t = await getTranslations("design.sample");
  const rows = (states: StageState[]): TraceStage[] =>
    stages.map((stage, index) => ({
      stage,
      state: states[index] ?? "unknown",
      at: states[index] === "ok" ? new Date(now.getTime() - (6 - index) * 60_000).toISOString() : null,
      detail: t("detail"),
    }));
  return (
    <>
      {cases.map(({ states, broken }) => (
        <Card key={states.join()}>
          <TraceBar stages={rows(states)} brokenAt={broken === null ? null : (stages[broken] ?? null)} />
        </Card>
      ))}
      <Card>
        <Timeline stages={rows(cases[1]?.states ?? [])} brokenAt="callback" now={now} />
      </Card>
    </>
  );
}
