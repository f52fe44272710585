import { type HolidayDay, type HolidayYear, isDay } from "./schemas.ts";

/**
 * Public holidays of mainland China and the days worked in exchange (调休), year by year as the State Council announced them. Days
 * that are no holiday but lie in a weekend are not in the list: the week already says so. A year that is announced after this was
 * written is entered at `/settings/calendars`; no release is needed for it.
 *
 * - 2024: 国办发明电〔2023〕7号, 25 October 2023
 * - 2025: 国办发明电〔2024〕12号, 12 November 2024
 * - 2026: the notice of 4 November 2025
 */

type Feast = { name: string; off: [first: string, last: string]; on?: string[] };

const feasts: Record<number, { source: string; feasts: Feast[] }> = {
  2024: {
    source: "国办发明电〔2023〕7号",
    feasts: [
      { name: "元旦", off: ["01-01", "01-01"] },
      { name: "春节", off: ["02-10", "02-17"], on: ["02-04", "02-18"] },
      { name: "清明节", off: ["04-04", "04-06"], on: ["04-07"] },
      { name: "劳动节", off: ["05-01", "05-05"], on: ["04-28", "05-11"] },
      { name: "端午节", off: ["06-10", "06-10"] },
      { name: "中秋节", off: ["09-15", "09-17"], on: ["09-14"] },
      { name: "国庆节", off: ["10-01", "10-07"], on: ["09-29", "10-12"] },
    ],
  },
  2025: {
    source: "国办发明电〔2024〕12号",
    feasts: [
      { name: "元旦", off: ["01-01", "01-01"] },
      { name: "春节", off: ["01-28", "02-04"], on: ["01-26", "02-08"] },
      { name: "清明节", off: ["04-04", "04-06"] },
      { name: "劳动节", off: ["05-01", "05-05"], on: ["04-27"] },
      { name: "端午节", off: ["05-31", "06-02"] },
      { name: "国庆节、中秋节", off: ["10-01", "10-08"], on: ["09-28", "10-11"] },
    ],
  },
  2026: {
    source: "国务院办公厅关于2026年部分节假日安排的通知（2025年11月4日）",
    feasts: [
      { name: "元旦", off: ["01-01", "01-03"], on: ["01-04"] },
      { name: "春节", off: ["02-15", "02-23"], on: ["02-14", "02-28"] },
      { name: "清明节", off: ["04-04", "04-06"] },
      { name: "劳动节", off: ["05-01", "05-05"], on: ["05-09"] },
      { name: "端午节", off: ["06-19", "06-21"] },
      { name: "中秋节", off: ["09-25", "09-27"] },
      { name: "国庆节", off: ["10-01", "10-07"], on: ["09-20", "10-10"] },
    ],
  },
};

/** The years that come with the product, oldest first. */
export const builtInHolidays: readonly HolidayYear[] = Object.entries(feasts).map(([year, told]) => ({
  country: "CN",
  year: Number(year),
  source: told.source,
  days: told.feasts.flatMap((feast) => daysOf(year, feast)).sort((a, b) => a.day.localeCompare(b.day)),
}));

function daysOf(year: string, { name, off: [first, last], on = [] }: Feast): HolidayDay[] {
  const days: HolidayDay[] = on.map((day) => ({ day: `${year}-${day}`, name, worksAs: worksAs(`${year}-${day}`) }));
  for (let day = `${year}-${first}`; day <= `${year}-${last}`; day = dayAfter(day)) {
    days.push({ day, name, worksAs: null });
  }
  return days;
}

/**
 * The notices do not say which weekday's hours are worked in exchange. A Saturday takes those of the Friday before it and a Sunday
 * those of the Monday after it; whoever has other shifts changes it for that day.
 */
export function worksAs(day: string): number {
  if (!isDay(day)) throw new Error(`There is no day ${day}`);
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  return weekday === 6 ? 5 : weekday === 0 ? 1 : weekday;
}

function dayAfter(day: string): string {
  return new Date(new Date(`${day}T00:00:00Z`).getTime() + 86_400_000).toISOString().slice(0, 10);
}
