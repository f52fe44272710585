"use client";

import { useTranslations } from "next-intl";
import { exactTime } from "#app/_lib/time.ts";
import { snoozeEvents } from "#server/tickets/schemas.ts";
import { useDesk } from "./desk-context.tsx";

const HOUR_MS = 3_600_000;
const BEIJING_MS = 8 * HOUR_MS;
const DAY_MS = 24 * HOUR_MS;

/** Nine in the morning of the next day in Beijing. */
export function tomorrowAtNine(nowMs: number): Date {
  const day = Math.floor((nowMs + BEIJING_MS) / DAY_MS) + 1;
  return new Date(day * DAY_MS - BEIJING_MS + 9 * HOUR_MS);
}

/** A moment as a field for days and times has it, in Beijing. */
export const fieldOfTime = (at: Date): string => new Date(at.getTime() + BEIJING_MS).toISOString().slice(0, 16);
/** The moment that such a field names; undefined for none. */
export function timeOfField(text: string): Date | undefined {
  const at = new Date(`${text}:00+08:00`);
  return /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(text) && !Number.isNaN(at.getTime()) ? at : undefined;
}

export type SnoozeChoice = {
  key: string;
  label: string;
  /** When, beside what is said in words; nothing for what waits for an event. */
  time: string | null;
  input: { until?: string; event?: (typeof snoozeEvents)[number] };
};

/** Until when, or until what, a ticket can be set aside. */
export function useSnoozeChoices(): SnoozeChoice[] {
  const t = useTranslations("desk.snooze");
  const words = useTranslations("views.snooze");
  const { locale } = useDesk();
  const now = Date.now();
  const times = [
    { key: "oneHour" as const, at: new Date(now + HOUR_MS) },
    { key: "fourHours" as const, at: new Date(now + 4 * HOUR_MS) },
    { key: "tomorrow" as const, at: tomorrowAtNine(now) },
  ];
  return [
    ...times.map(({ key, at }) => ({
      ...{ key: key as string, label: t(key), time: exactTime(at, locale) },
      input: { until: at.toISOString() },
    })),
    ...snoozeEvents.map((event) => ({ key: event as string, label: words(event), time: null, input: { event } })),
  ];
}
