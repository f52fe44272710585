import { z } from "zod";

/** What became of a version: being written, waiting for a second person, spoken by new runs, kept for old ones. */
export const packStates = ["draft", "proposed", "published", "retired"] as const;
export type PackState = (typeof packStates)[number];

/** Who made a version: the code, people on the page or by API, or the proposal from agents' cause codes. */
export const packOrigins = ["builtin", "people", "learning"] as const;
export type PackOrigin = (typeof packOrigins)[number];

/** Content is bounded before it is parsed: the built-in pack takes about a tenth of this. */
export const MAX_PACK_BYTES = 2_000_000;

export const packVersionSchema = z.string().regex(/^[0-9a-f]{16}$/);
