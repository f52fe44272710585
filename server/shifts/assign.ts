import type { TicketPriority } from "#server/tickets/schemas.ts";
import type { PersonState } from "./schemas.ts";

/** Who gets a ticket. Pure. */
export type Candidate = {
  id: string;
  onShift: boolean;
  state: PersonState;
  maxOpen: number;
  /** By queue; 1 to 3. */
  skills: Readonly<Record<string, number>>;
  open: number;
  load: number;
  /** When something that they have last moved; null for who has nothing. */
  lastBusyAt: Date | null;
};

/** What a ticket of each priority weighs in a person's load. */
const weights: Record<TicketPriority, number> = { urgent: 3, high: 2, normal: 1, low: 0.5 };

export const loadOf = (open: Readonly<Partial<Record<TicketPriority, number>>>): number =>
  Object.entries(open).reduce((sum, [priority, n]) => sum + weights[priority as TicketPriority] * n, 0);

/** May a person be given one of this queue now? Who has no skills at all does every queue's work. */
export function mayTake(person: Candidate, queue: string): boolean {
  const anything = Object.keys(person.skills).length === 0;
  const can = anything || (person.skills[queue] ?? 0) > 0;
  return person.onShift && person.state === "on" && can && person.open < person.maxOpen;
}

/**
 * Of those on shift who know the queue and have room: the least loaded, then who knows it best, then whose work rested longest, then
 * by id, so that the same question has the same answer.
 * @returns undefined when there is nobody
 */
export function pickAssignee<T extends Candidate>(people: readonly T[], queue: string): T | undefined {
  return people
    .filter((person) => mayTake(person, queue))
    .toSorted(
      (a, b) =>
        a.load - b.load ||
        (b.skills[queue] ?? 0) - (a.skills[queue] ?? 0) ||
        (a.lastBusyAt?.getTime() ?? 0) - (b.lastBusyAt?.getTime() ?? 0) ||
        (a.id < b.id ? -1 : 1),
    )[0];
}
