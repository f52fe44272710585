import { causeCodes } from "../schemas.ts";
import { accountCauses } from "./causes-account.ts";
import { laterCauses } from "./causes-after.ts";
import { payCauses } from "./causes-pay.ts";
import type { CauseRule } from "./schema.ts";

const place = new Map(causeCodes.map((code, i) => [code, i]));

/** Every cause with what speaks for it and what it leads to, in the catalogue's order. */
export const causes: CauseRule[] = [...accountCauses, ...payCauses, ...laterCauses].toSorted(
  (a, b) => (place.get(a.code) ?? 0) - (place.get(b.code) ?? 0),
);
