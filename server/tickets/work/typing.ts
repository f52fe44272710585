import { type Clock, SECOND_MS, systemClock } from "#server/core/clock.ts";
import { hearOthers, onWhisper, type Whisper, whisper } from "#server/jobs/index.ts";
import type { Presence } from "./schemas.ts";

/** How long one sign of typing is shown. Pages repeat it every three seconds while keys are pressed. */
export const TYPING_MS = 6 * SECOND_MS;
/** What was said so lately is not said again: whoever types is told of it as well, and answers that they do. */
const SAID_MS = 2 * SECOND_MS;
/** Nobody holds more than this in mind; what is oldest is forgotten first. */
const MAX_SUBJECTS = 2_000;

type Typing = { name: string; kind: Exclude<Presence["kind"], "viewing">; since: number; until: number };
type Memory = Map<string, Map<string, Typing>>;
// Next.js may load this module more than once in a process; who types is known once.
const holder = globalThis as typeof globalThis & { __daozhangTyping?: Memory };

/** How the customer stands among those who are there. */
export const CUSTOMER = "customer";

/** What a sign of typing is told as, and that it is over. Of these one alone is for customers: the desk writes to them. */
export const typingTopics = { customer: "typing.customer", typing: "typing.desk", replying: "typing.note" } as const;
const OVER = "over";

function memory(): Memory {
  if (!holder.__daozhangTyping) {
    holder.__daozhangTyping = new Map();
    onWhisper((said, from) => {
      if (from === "elsewhere") remember(said, systemClock);
    });
  }
  hearOthers();
  return holder.__daozhangTyping;
}

function remember({ topic, subject, person, name, kind }: Whisper, clock: Clock): void {
  if (!Object.values<string>(typingTopics).includes(topic)) return;
  const all = memory();
  const people = all.get(subject) ?? new Map<string, Typing>();
  const now = clock.now().getTime();
  const before = people.get(person);
  people.delete(person);
  if (kind !== OVER) {
    const known = kind === "replying" ? kind : "typing";
    const since = before?.kind === known && before.until > now ? before.since : now;
    people.set(person, { name, kind: known, since, until: now + TYPING_MS });
  }
  // The newest last, so that the oldest goes first.
  all.delete(subject);
  if (people.size > 0) all.set(subject, people);
  if (all.size > MAX_SUBJECTS) all.delete(all.keys().next().value ?? "");
}

type Who = { subject: string; personId: string; name: string };

/** Somebody writes in a ticket just now: told at once to whoever looks at it, and kept nowhere. */
export function sayTyping(clock: Clock, { subject, personId, name }: Who, kind: Typing["kind"]): void {
  const before = memory().get(subject)?.get(personId);
  const now = clock.now().getTime();
  if (before?.kind === kind && before.until - now > TYPING_MS - SAID_MS) return;
  say(clock, { topic: topicOf(personId, kind), subject, person: personId, name, kind });
}

/** They do so no longer, or what they wrote was sent. */
export function sayTypingOver(clock: Clock, subject: string, personId: string): void {
  const before = memory().get(subject)?.get(personId);
  if (!before) return;
  say(clock, { topic: topicOf(personId, before.kind), subject, person: personId, name: before.name, kind: OVER });
}

const topicOf = (personId: string, kind: Typing["kind"]) =>
  personId === CUSTOMER ? typingTopics.customer : typingTopics[kind];

function say(clock: Clock, words: Whisper): void {
  // First what is known here, by the clock of whoever says it: whoever hears of it looks.
  remember(words, clock);
  whisper(words);
}

/** Who writes in a ticket now, longest first. */
export function typingAt(clock: Clock, subject: string): Presence[] {
  const now = clock.now().getTime();
  return [...(memory().get(subject) ?? [])]
    .filter(([, { until }]) => until > now)
    .sort(([, a], [, b]) => a.since - b.since)
    .map(([person, { name, kind, since }]) => ({ person, name, kind, since: new Date(since).toISOString() }));
}
