/** What may be wrong with the machine, as `server/core/unavailable.ts` names it: nobody's fault, and pages have words for each. */
export const troubles = ["STORAGE_FULL", "STORAGE_READ_ONLY", "DATABASE_UNAVAILABLE", "QUERY_TIMEOUT"] as const;
export type Trouble = (typeof troubles)[number];

/** Reads the code out of an address or an answer; undefined when it is none of them. */
export const readTrouble = (value: unknown): Trouble | undefined => troubles.find((known) => known === value);
