import { troubles } from "#app/_lib/trouble.ts";

/** What can be wrong with what stands in the start box, as the page words it. */
export const startErrors = ["empty", "tooLong", "badNumber", "tooMany", "failed", ...troubles] as const;
export type StartError = (typeof startErrors)[number];

/** Reads the word out of an address or an answer; undefined when it is none of ours. */
export const readStartError = (value: unknown): StartError | undefined => startErrors.find((known) => known === value);
