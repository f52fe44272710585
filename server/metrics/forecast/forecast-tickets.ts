import { type Db, db } from "#db/client.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "#server/core/clock.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { listHolidays } from "#server/sla/index.ts";
import type { Period } from "#server/tickets/index.ts";
import { sumNumbers } from "../cells/read.ts";
import { spreadOfAll } from "../durations.ts";
import { dayName, dayNumberOf, dayStart, spelled } from "../period.ts";
import { agentsFor } from "./erlang.ts";
import { type DayLike, ERROR_DAYS, errorsOf, firstHourOf, forecast, type Setting, WEEKS } from "./model.ts";
import { type Forecast, type StaffingInput, staffingSchema } from "./schemas.ts";

const HISTORY_DAYS = WEEKS * 7 + ERROR_DAYS + 1;
const SHOWN_HISTORY = 14;
/** What a ticket takes where nothing was measured. */
const ASSUMED_MS = 10 * MINUTE_MS;
/** Work is measured from opening to resolving; nobody sits at one ticket for longer than this. */
const MOST_HANDLED_MS = 30 * MINUTE_MS;

/**
 * How many tickets the next days bring by the hour, how far off such forecasts were, and how many people it takes.
 * @returns no days where there is too little history
 * @throws DomainError 403 FORBIDDEN; ZodError on bad input
 */
export async function forecastTickets(args: { ctx: Ctx; input: StaffingInput }): Promise<Forecast> {
  const ctx = authorize(args.ctx, "metrics:read");
  const input = staffingSchema.parse(args.input);
  const reader = ctx.tx ?? db;
  const now = ctx.clock.now();
  const today = dayNumberOf(now);
  const setting = await settingOf(ctx, reader, today, now);
  const staffing = await staffingOf(reader, now, input);
  const expected = forecast(setting, today, input.days);
  return {
    at: now.toISOString(),
    historyDays: Math.max(0, today - dayNumberOf(new Date(setting.firstHour * HOUR_MS))),
    days: expected ? daysOf(setting.like, expected, today, input.days, staffing) : [],
    history: Array.from({ length: SHOWN_HISTORY }, (_, i) => historyOf(setting, today - SHOWN_HISTORY + i)),
    errors: errorsOf(setting, today),
    staffing,
  };
}

async function settingOf(ctx: Ctx, reader: Db, today: number, now: Date): Promise<Setting> {
  const period: Period = { from: dayStart(today - HISTORY_DAYS), to: dayStart(today) };
  const sums = await sumNumbers({ reader, metrics: ["opened"], period, now, by: "hour" });
  const arrivals = new Map(sums.keysOf("opened").map((hour) => [Number(hour), sums.of("opened", hour).n]));
  const firstHour = Math.min(firstHourOf(today), ...arrivals.keys());
  return { arrivals, firstHour, like: await calendarOf(ctx) };
}

/** Days by whose hours they have. */
async function calendarOf(ctx: Ctx): Promise<DayLike> {
  const { years } = await listHolidays({ ctx });
  const rules = new Map(years.flatMap(({ days }) => days.map(({ day, worksAs }) => [day, worksAs ?? 7])));
  // 1970-01-01 was a Thursday.
  return (day) => rules.get(dayName(day)) ?? ((((day + 3) % 7) + 7) % 7) + 1;
}

async function staffingOf(
  reader: Db,
  now: Date,
  input: ReturnType<typeof staffingSchema.parse>,
): Promise<Forecast["staffing"]> {
  const asked = { targetMs: input.targetMinutes * MINUTE_MS, share: input.sharePercent / 100 };
  if (input.handleMinutes !== undefined) {
    return { handleMs: input.handleMinutes * MINUTE_MS, handleFrom: "given", ...asked };
  }
  const period = { from: new Date(now.getTime() - ERROR_DAYS * DAY_MS), to: now };
  const { medianMs } = await spreadOfAll({ reader, metric: "agent_work", period, now });
  if (medianMs === null) return { handleMs: ASSUMED_MS, handleFrom: "assumed", ...asked };
  return { handleMs: Math.min(MOST_HANDLED_MS, Math.max(MINUTE_MS, medianMs)), handleFrom: "measured", ...asked };
}

function daysOf(
  like: DayLike,
  expected: ReadonlyMap<number, number>,
  first: number,
  count: number,
  { handleMs, targetMs, share }: Forecast["staffing"],
): Forecast["days"] {
  return Array.from({ length: count }, (_, i) => {
    const day = first + i;
    const hours = Array.from({ length: 24 }, (__, h) => {
      const hour = firstHourOf(day) + h;
      const perHour = expected.get(hour) ?? 0;
      const found = agentsFor({ perHour, handleMs }, targetMs, share);
      return {
        at: new Date(hour * HOUR_MS).toISOString(),
        expected: perHour,
        agents: found?.agents ?? null,
        serviceLevel: found?.serviceLevel ?? null,
      };
    });
    const agents = hours.reduce<number | null>(
      (sum, hour) => (sum === null || hour.agents === null ? null : sum + hour.agents),
      0,
    );
    const total = hours.reduce((sum, hour) => sum + hour.expected, 0);
    return { day: dayName(day), like: like(day), expected: total, agentHours: agents, hours };
  });
}

function historyOf({ arrivals }: Setting, day: number): Forecast["history"][number] {
  let opened = 0;
  for (let h = 0; h < 24; h++) opened += arrivals.get(firstHourOf(day) + h) ?? 0;
  return { day: dayName(day), ...spelled({ from: dayStart(day), to: dayStart(day + 1) }), opened };
}
