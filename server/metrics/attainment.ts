import type { Period } from "#server/tickets/index.ts";
import { type SlaMetric, slaMetrics } from "#server/tickets/schemas.ts";
import { type Sums, sumFallen, sumNumbers } from "./cells/read.ts";
import { type Both, EXACT_UP_TO } from "./durations.ts";
import { ticketsOfClocks } from "./queries.ts";
import { kept } from "./rules.ts";
import type { Kept, MetricAttainment } from "./schemas.ts";
import type { Scope } from "./scope.ts";

/** Whose clock: what the customer was promised, or what is asked of those who do the work. */
type Whose = "sla" | "work";

const clockNumber = (metric: SlaMetric, verdict: "met" | "breached" | "due", whose: Whose) =>
  `${whose}.${metric}.${verdict}`;
/** What is kept of clocks that were decided. */
export const decidedNumbers = (whose: Whose): string[] =>
  slaMetrics.flatMap((metric) => [clockNumber(metric, "met", whose), clockNumber(metric, "breached", whose)]);
/** And of those that run. */
export const dueNumbers = (whose: Whose): string[] => slaMetrics.map((metric) => clockNumber(metric, "due", whose));

/** Clocks that count in a period: decided ones, and those that run and are past due. */
export class Verdicts {
  readonly #counts = new Map<string, { met: number; breached: number }>();

  add(metric: SlaMetric, key: string, verdict: "met" | "breached", n: number): void {
    for (const place of [`${metric} ${key}`, ` ${key}`]) {
      const counts = this.#counts.get(place) ?? { met: 0, breached: 0 };
      counts[verdict] += n;
      this.#counts.set(place, counts);
    }
  }

  /** @param metric null for all together */
  of(metric: SlaMetric | null, key = ""): Kept {
    const counts = this.#counts.get(`${metric ?? ""} ${key}`);
    return kept(counts?.met ?? 0, counts?.breached ?? 0);
  }

  keys(): string[] {
    return [...this.#counts.keys()].flatMap((place) => (place.startsWith(" ") ? [place.slice(1)] : []));
  }
}

/** @param known the sums of the decided clocks' numbers, where they were read with others */
export async function verdictsIn(
  { reader, now, slice }: Pick<Scope, "reader" | "now" | "slice">,
  period: Period,
  known?: Sums,
): Promise<Verdicts> {
  const asked = { reader, period, now, slice };
  const decided = known ?? (await sumNumbers({ ...asked, metrics: decidedNumbers("sla") }));
  return verdictsOf(decided, await sumFallen({ ...asked, metrics: dueNumbers("sla") }), "sla");
}

/** Pure. @param fallen clocks that run and fell due */
export function verdictsOf(decided: Sums, fallen: Sums, whose: Whose): Verdicts {
  const verdicts = new Verdicts();
  for (const metric of slaMetrics) {
    for (const verdict of ["met", "breached"] as const) {
      const name = clockNumber(metric, verdict, whose);
      for (const key of decided.keysOf(name)) verdicts.add(metric, key, verdict, decided.of(name, key).n);
    }
    const name = clockNumber(metric, "due", whose);
    for (const key of fallen.keysOf(name)) verdicts.add(metric, key, "breached", fallen.of(name, key).n);
  }
  return verdicts;
}

/** Promises kept, of all clocks together and of each, beside the period before. */
export async function attainmentIn(scope: Scope, known?: Both): Promise<MetricAttainment[]> {
  const { reader, period, previous, now, slice } = scope;
  const current = await verdictsIn(scope, period, known?.current);
  const before = await verdictsIn(scope, previous, known?.before);
  const all = current.of(null);
  const few = all.met + all.breached <= EXACT_UP_TO;
  const behind = few ? await ticketsOfClocks(reader, period, now, slice) : undefined;
  const none = { metTickets: 0, breachedTickets: 0, tickets: 0 };
  const unknown = { metTickets: null, breachedTickets: null, tickets: null };
  return [null, ...slaMetrics].map((sla: SlaMetric | null) => {
    const metric = sla === null ? "attainment" : `attainment.${sla}`;
    return {
      ...{ metric, sla, metMetric: `${metric}.met`, breachedMetric: `${metric}.breached` },
      ...current.of(sla),
      ...(behind ? (behind.get(sla) ?? none) : unknown),
      previous: before.of(sla),
    };
  });
}
