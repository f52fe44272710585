import { z } from "zod";
import { connection } from "#db/client.ts";
import type { Wake } from "#db/types.ts";

/**
 * What is worth nothing a few seconds later, such as that somebody is typing: said to whoever listens in this process and in the
 * others, and written down nowhere. It may get lost, and says who and what kind, never what was written.
 */
const whisperSchema = z.object({
  topic: z.string().max(40),
  subject: z.string().max(80),
  /** Whose it is. */
  person: z.string().max(64),
  name: z.string().max(200),
  kind: z.string().max(20),
});
export type Whisper = z.output<typeof whisperSchema>;

/** Of this process's own, or heard from another one. */
type Listener = (whisper: Whisper, from: "here" | "elsewhere") => void;
// Next.js may load this module more than once in a process; its listeners must hear each other.
const holder = globalThis as typeof globalThis & {
  __daozhangWhispers?: { listeners: Set<Listener>; heard: WeakSet<Wake> };
};

function ears() {
  holder.__daozhangWhispers ??= { listeners: new Set(), heard: new WeakSet() };
  return holder.__daozhangWhispers;
}

/** Says something to all listeners at once; never waits and never fails. */
export function whisper(words: Whisper): void {
  for (const listener of ears().listeners) listener(words, "here");
  connection().wake?.whisper(JSON.stringify(words));
}

/** Calls `listener` with what is said from now on, here and in other processes. @returns the way to stop it */
export function onWhisper(listener: Listener): () => void {
  ears().listeners.add(listener);
  hearOthers();
  return () => ears().listeners.delete(listener);
}

/** Hears the other processes through the connection that is in use, once for each. */
export function hearOthers(): void {
  const { wake } = connection();
  const { heard, listeners } = ears();
  if (!wake || heard.has(wake)) return;
  heard.add(wake);
  wake.hear((words) => {
    const said = parsed(words);
    if (said) for (const listener of listeners) listener(said, "elsewhere");
  });
}

function parsed(words: string): Whisper | undefined {
  try {
    return whisperSchema.parse(JSON.parse(words));
  } catch {
    // Said by another version of the product, or by somebody else altogether.
    return undefined;
  }
}
