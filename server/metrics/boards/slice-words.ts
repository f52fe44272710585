import type { Slice } from "#server/tickets/index.ts";
import { NONE, type SliceInput } from "../slice.ts";

/** A slice as callers write it. */
export const wordsOf = (slice: Slice): SliceInput =>
  Object.fromEntries(Object.entries(slice).map(([dim, key]) => [dim, key === "" ? NONE : key]));
