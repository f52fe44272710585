import { causeCodes } from "../schemas.ts";
import { accountCauses } from "./causes-account.ts";
import { callbackCauses } from "./causes-callback.ts";
import { deliveryCauses } from "./causes-delivery.ts";
import { inputCauses } from "./causes-input.ts";
import { creditCauses, orderCauses } from "./causes-order.ts";
import { payCauses } from "./causes-pay.ts";
import { riskCauses } from "./causes-risk.ts";
import type { CauseRule } from "./schema.ts";

const place = new Map(causeCodes.map((code, i) => [code, i]));

/** Every cause with what speaks for it and what it leads to, in the catalogue's order. */
export const causes: CauseRule[] = [
  ...accountCauses,
  ...inputCauses,
  ...payCauses,
  ...riskCauses,
  ...callbackCauses,
  ...orderCauses,
  ...deliveryCauses,
  ...creditCauses,
].toSorted((a, b) => (place.get(a.code) ?? 0) - (place.get(b.code) ?? 0));
